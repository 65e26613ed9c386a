"""Furniture: printed lines that belong to the page and not to the report, such as page numbers.

Pages whose lines have positions also tell running titles and footers, which repeat at the edges of
pages (`layout/headers_footers.py`). Here page numbers are found by their text, in all media.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from gouji.pipeline.records import Document

_DASH = "[-—–－]+"
_NUMBER = r"\s*\d{1,3}\s*"
# A page number on a line of its own: - 3 -, 第3页, 第3页 共7页, P.3, Page 3 of 7.
PAGE_NUMBER = re.compile(
    rf"{_DASH}{_NUMBER}{_DASH}"
    rf"|第{_NUMBER}页(?:[\s,，/]*共{_NUMBER}页)?"
    rf"|(?:P\.?|Page)\s*\d{{1,3}}(?:\s*(?:/|of)\s*\d{{1,3}})?",
    re.IGNORECASE,
)


def mark_page_numbers(document: Document) -> Document:
    """`document` with the role `furniture` on fragments that are a page number alone on a row."""
    if not any(PAGE_NUMBER.fullmatch(fragment.text) for fragment in document.fragments):
        return document
    row_lengths = Counter(fragment.row for fragment in document.fragments)
    fragments = tuple(
        fragment._replace(role="furniture")
        if row_lengths[fragment.row] == 1 and PAGE_NUMBER.fullmatch(fragment.text)
        else fragment
        for fragment in document.fragments
    )
    return replace(document, fragments=fragments)
