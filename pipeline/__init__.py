"""The stages of reading a report, in order: ingest, locate, rebuild, read, check, store.

`extract.py` runs one document through them. Stages never import one another.
"""
