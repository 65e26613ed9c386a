"""From printed fields to the tables they meant: alignment with the form, and what identities imply."""
