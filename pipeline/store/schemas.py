"""The columns of the six datasets, on which other programs rely.

Pages count from 1. Boxes (`x0`, `y0`, `x1`, `y1`) are PDF points from the top left of the page.
Offsets (`start`, `end`) count Unicode code points in `reports.text`. A confidence is a probability.
A number that is missing is null. `SCHEMA` is raised with every change of columns or their meaning.
"""

from __future__ import annotations

import pyarrow as pa

SCHEMA = 6

_text, _number, _page, _offset = pa.string(), pa.float64(), pa.int32(), pa.int64()
_SIDES = ("x0", "y0", "x1", "y1")
_box = [(side, _number) for side in _SIDES]
_ink = [(f"ink_{side}", _number) for side in _SIDES]

# One row for each section found in a report.
_sections = [
    ("report", _text),  # id of the report
    ("section", _text),  # overview, proactive, requests, remedies, problems, other
    ("title", _text),  # heading as printed
    ("start", _offset),  # of the heading
    ("end", _offset),  # start of the next heading, or end of the text
    ("page", _page),
    ("confidence", _number),  # that the heading opens this section
]

# One row for every cell of the form that each table follows.
_cells = [
    ("report", _text),
    ("form", _text),  # 2019 or 2021
    ("table", _text),  # keys of the cell in the form
    ("row", _text),
    ("column", _text),
    ("status", _text),  # read, blank, unreadable, absent
    ("value", _number),  # the printed number; null unless status is read
    ("raw", _text),  # the printed characters; null if absent
    ("confidence", _number),  # that status and value are right
    ("suggested", _number),  # the only number that the identities allow in a cell not read
    ("page", _page),
    *_box,  # the cell as drawn, or its place where nothing is drawn around it
    *_ink,  # the printed characters
    ("start", _offset),  # text[start:end] == raw
    ("end", _offset),
]

# One row for every figure that the running text states.
_claims = [
    ("report", _text),
    ("metric", _text),  # the quantity, or breakdown: a total with its parts
    ("value", _number),
    ("parts", pa.list_(_number)),  # of a breakdown; otherwise empty
    ("unit", _text),  # 件, 条, 次, 万元 …
    ("about", _text),  # self, whole, part: whose figure it is
    ("period", _text),  # year, last_year, cumulative
    ("approximate", pa.bool_()),
    ("text", _text),  # the sentence
    ("start", _offset),  # of the figure, or of the word that says zero
    ("end", _offset),
    ("section", _text),
    ("page", _page),
    *_box,
    ("confidence", _number),
]

# One row for every figure of a table that no cell and no claim holds.
_unplaced = [
    ("report", _text),
    ("raw", _text),  # the printed characters
    ("start", _offset),  # text[start:end] == raw
    ("end", _offset),
    ("page", _page),
    *_box,
    ("near", _text),  # the table that it belongs to; null where that is not known
    ("reason", _text),  # no_row, no_column, no_table, not_one_number
]

# A number that a rule compared. `ref` is `table/row/column` for a cell of the report,
# `claim:START` for a claim of the report (or one of its parts) by the start of its figure, and
# `REPORT_ID:table/row/column` for a cell of another report. `value` is null where none was read.
# `sign` is 1 where the value is added to the left sum, -1 where it is subtracted from it or belongs
# to the right sum, 0 where it is compared but not summed: Σ sign × value = left − right.
_operand = pa.struct([("ref", _text), ("value", _number), ("sign", pa.int8())])

# One row for every application of a rule.
_findings = [
    ("report", _text),
    ("key", _text),  # 16 hexadecimal digits, the same in every run for this rule, scope, operands
    ("rule", _text),
    ("scope", _text),  # key of the row, column, section, table or metric it was applied to
    ("verdict", _text),  # holds, broken, undecided
    ("severity", _text),  # error, warning, info
    ("left", _number),  # the sum, or the claim
    ("right", _number),  # the printed total, or the cells
    ("difference", _number),  # left − right
    ("cells", pa.list_(_text)),  # table/row/column
    ("claims", pa.list_(_offset)),  # starts of their figures
    ("other_reports", pa.list_(_text)),  # ids, for rules across reports
    ("cause", _text),  # source: the agency contradicts itself; reading: the reader erred; or null
    ("operands", pa.list_(_operand)),
    ("message_zh", _text),
    ("message_en", _text),
]

# Another number that a cell of a table may hold, as OCR or a second reading of the page has it.
_other_reading = pa.struct([("row", _text), ("column", _text), ("value", _number)])

# A cell for which two copies of a table print different numbers: `raw` on page `page` of the copy
# that was read, `other` on page `other_page`.
_difference = pa.struct(
    [
        ("row", _text),
        ("column", _text),
        ("raw", _text),
        ("other", _text),
        ("page", _page),
        ("other_page", _page),
    ]
)

# A table of the form: the form that it follows, how many copies of it are printed (0: none),
# whether the borders of its cells are drawn or marked, other readings of its cells, and the cells
# in which its copies differ.
_table = pa.struct(
    [
        ("table", _text),
        ("form", _text),
        ("copies", pa.int32()),
        ("ruled", pa.bool_()),
        ("alternatives", pa.list_(_other_reading)),
        ("differences", pa.list_(_difference)),
    ]
)

# One row for each report.
_reports = [
    # SHA-256 of the file in hexadecimal digits, with #2, #3 … for further reports in it
    ("report", _text),
    ("source", _text),  # first path of the file; archive.zip!member
    ("sources", pa.list_(_text)),  # all paths
    ("state", _text),  # current, changed, gone: whether the source still has this content
    ("agency", _text),  # issuing body as named
    ("year", pa.int32()),  # reporting year
    ("agency_confidence", _number),  # probability that the agency is right; 0: none is named
    ("year_confidence", _number),
    ("form", _text),  # 2019 or 2021: the form of the table of requests
    ("status", _text),  # ok, failed
    ("error", _text),  # kind of the failure; null if ok, as are both messages
    ("message_zh", _text),
    ("message_en", _text),
    ("media", _text),  # html, text, pdf, docx …
    ("pages", _page),  # number of pages; null in media without pages
    ("page_media", pa.list_(_text)),  # of each page of the file: text layer, scan
    ("text", _text),  # text of the whole report
    ("encoding", _text),  # of a file of text; "utf-8, read as gbk" if it was repaired
    ("seconds", _number),  # time that reading took
    ("unread_pages", pa.list_(_page)),  # numbers of the pages that could not be read
    ("printed_tables", pa.list_(_table)),
    ("models", _text),  # version of the models
    ("settings", _text),  # JSON: trust threshold and limits of the run
    ("schema", pa.int32()),  # SCHEMA at the time of writing
]

# In the order of writing: a part counts once its `reports` file exists.
SCHEMAS: dict[str, pa.Schema] = {
    "sections": pa.schema(_sections),
    "cells": pa.schema(_cells),
    "claims": pa.schema(_claims),
    "unplaced": pa.schema(_unplaced),
    "findings": pa.schema(_findings),
    "reports": pa.schema(_reports),
}
