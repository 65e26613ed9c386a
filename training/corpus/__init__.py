"""Synthetic reports whose truth is known cell by cell.

values → page → damage → render → wear → build: figures are drawn and spelled, set into the
official form with prose around it, damaged as a table, written by a real tool or a writer of
ours, worn as text, and kept with the place of every figure (`marks`).
"""
