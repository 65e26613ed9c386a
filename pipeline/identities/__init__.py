"""Identities (勾稽关系) evaluated: verdicts, values that follow, smallest corrections."""
