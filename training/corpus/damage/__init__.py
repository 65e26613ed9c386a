"""What happens to tables, labels, words and text between the form and the published file."""
