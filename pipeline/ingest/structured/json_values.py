"""Values of a JSON file as the types that a reader expects. Values of other types are missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite

Object = Mapping[str, object]

# Halves of surrogate pairs, and control characters other than white space.
_BROKEN = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_REPLACEMENT = "\ufffd"


def as_object(value: object) -> Object:
    """The object that a value is; an empty one for another value."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """The list that a value is; an empty one for another value."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str | None:
    """The text that a value is, None for another value. Half characters are replaced, and control
    characters are dropped."""
    if not isinstance(value, str):
        return None
    if value.isascii():
        return _CONTROL.sub("", value)
    return _CONTROL.sub("", _BROKEN.sub(_REPLACEMENT, value))


def as_word(value: object) -> str:
    """The text that a value is, "" for another value: labels, types and names."""
    return as_text(value) or ""


def as_index(value: object) -> int | None:
    """The number from 0 up that a value is, None for another value."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and value >= 0 else None


def as_length(value: object) -> float:
    """The positive length that a value is, 0 for another value."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0.0
    try:
        length = float(value)
    except OverflowError:
        return 0.0
    return length if isfinite(length) and length > 0 else 0.0
