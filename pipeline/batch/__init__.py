"""Many reports in one run: what to read, what is already there, and one report after another."""
