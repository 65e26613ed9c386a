"""Finds the sections of a report: where each begins and ends."""

from gouji.pipeline.locate.sections import Heading, find_headings, locate

__all__ = ["Heading", "find_headings", "locate"]
