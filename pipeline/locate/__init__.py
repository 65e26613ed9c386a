"""Where the sections of a report begin and end."""

from gouji.pipeline.locate.sections import Heading, find_headings, locate

__all__ = ["Heading", "find_headings", "locate"]
