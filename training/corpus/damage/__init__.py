"""Changes reports as happens on the way from the form to the published file."""
