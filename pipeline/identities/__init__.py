"""Identities (勾稽关系): the ledger that evaluates them, verdicts, suggestions, corrections."""
