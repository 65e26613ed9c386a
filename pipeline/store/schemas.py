"""The columns of the five datasets. Other programs rely on them; `SCHEMA` numbers a change."""

from __future__ import annotations

import pyarrow as pa

SCHEMA = 1

_text, _number, _page, _offset = pa.string(), pa.float64(), pa.int32(), pa.int64()
_box = [(side, _number) for side in ("x0", "y0", "x1", "y1")]

_sections = [
    ("report", _text),
    ("section", _text),
    ("title", _text),
    ("start", _offset),
    ("end", _offset),
    ("page", _page),
    ("confidence", _number),
]

_cells = [
    ("report", _text),
    ("form", _text),
    ("table", _text),
    ("row", _text),
    ("column", _text),
    ("status", _text),
    ("value", _number),
    ("raw", _text),
    ("confidence", _number),
    ("suggested", _number),
    ("page", _page),
    *_box,
    ("start", _offset),
    ("end", _offset),
]

_claims = [
    ("report", _text),
    ("metric", _text),
    ("value", _number),
    ("parts", pa.list_(_number)),
    ("unit", _text),
    ("about", _text),
    ("period", _text),
    ("approximate", pa.bool_()),
    ("text", _text),
    ("start", _offset),
    ("end", _offset),
    ("section", _text),
    ("page", _page),
    *_box,
    ("confidence", _number),
]

_findings = [
    ("report", _text),
    ("rule", _text),
    ("scope", _text),
    ("verdict", _text),
    ("severity", _text),
    ("left", _number),
    ("right", _number),
    ("difference", _number),
    ("cells", pa.list_(_text)),
    ("claims", pa.list_(_offset)),
    ("other_reports", pa.list_(_text)),
    ("cause", _text),
    ("message_zh", _text),
    ("message_en", _text),
]

_reports = [
    ("report", _text),
    ("source", _text),
    ("sources", pa.list_(_text)),
    ("state", _text),
    ("agency", _text),
    ("year", pa.int32()),
    ("form", _text),
    ("status", _text),
    ("error", _text),
    ("message_zh", _text),
    ("message_en", _text),
    ("media", _text),
    ("pages", _page),
    ("text", _text),
    ("seconds", _number),
    ("models", _text),
    ("settings", _text),
    ("schema", pa.int32()),
]

# In the order of writing: a part counts once its `reports` file stands.
SCHEMAS: dict[str, pa.Schema] = {
    "sections": pa.schema(_sections),
    "cells": pa.schema(_cells),
    "claims": pa.schema(_claims),
    "findings": pa.schema(_findings),
    "reports": pa.schema(_reports),
}
