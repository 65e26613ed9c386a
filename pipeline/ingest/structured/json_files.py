"""JSON files: which of them a converter wrote, and their values within limits.

A key that an object has twice hides a value, so such a file is damaged. The numbers NaN and
Infinity, which JSON does not have, count as missing.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from gouji.pipeline.errors import Damaged, TooLarge
from gouji.pipeline.ingest.encoding import decode

# Objects and lists, and values of them, from which a file is refused. A converter writes about
# four for each cell of a table, and a file of 50 MB of them takes less than 1.5 GB.
_MOST_CONTAINERS = 1_500_000
_MOST_VALUES = 6_000_000
# Keys whose values repeat others: a grid lists the cells of a table again.
_REPEATED = frozenset({"grid", "charspan"})
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEAD_BYTES = 4000
_DOCLING_NAME = b'"DoclingDocument"'
# The first bytes of a list of objects, or of a list of such lists.
_LIST_HEAD = re.compile(rb'\[\s*(?:\[\s*(?:\]\s*,\s*)?)*\{\s*"')
_BLOCK_KEYS = (b'"page_idx"', b'"bbox"')


class JsonFile(NamedTuple):
    """The value in a JSON file, and the encoding of the file."""

    value: object
    encoding: str


def is_converted(data: bytes) -> bool:
    """Whether a file of whatever name is JSON that docling or MinerU wrote."""
    head = data[:_HEAD_BYTES].removeprefix(_BYTE_ORDER_MARK).lstrip()
    if head.startswith(b"{"):
        return _DOCLING_NAME in data
    return bool(_LIST_HEAD.match(head)) and any(key in data for key in _BLOCK_KEYS)


def load_json(data: bytes) -> JsonFile:
    """The value in a JSON file. Raises Damaged, TooLarge and BadEncoding."""
    if data.count(b"{") + data.count(b"[") > _MOST_CONTAINERS:
        raise TooLarge(f"JSON: > {_MOST_CONTAINERS} objects")
    if data.count(b",") > _MOST_VALUES:
        raise TooLarge(f"JSON: > {_MOST_VALUES} values")
    text, encoding = _decode(data)
    try:
        value = json.loads(text, object_pairs_hook=_to_object, parse_constant=_to_missing)
    except json.JSONDecodeError as error:
        raise Damaged(f"JSON: line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise Damaged("JSON: too deep") from error
    except ValueError as error:  # a number of thousands of digits
        raise Damaged("JSON: a number") from error
    return JsonFile(value, encoding)


def _decode(data: bytes) -> tuple[str, str]:
    """The text of a file and its encoding. JSON is UTF-8; what is not is read as other text."""
    try:
        return data.removeprefix(_BYTE_ORDER_MARK).decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return decode(data)


def _to_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise Damaged(f"JSON: {next(key for key in keys if keys.count(key) > 1)[:40]!r} × 2")
    for key in _REPEATED & made.keys():
        del made[key]
    return made


def _to_missing(name: str) -> None:
    """NaN, Infinity and -Infinity."""
