"""From printed fields to the tables they meant: aligned with the form, and what that implies."""
