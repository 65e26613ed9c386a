"""Why an identity is broken: an error of the agency or of the reader."""
