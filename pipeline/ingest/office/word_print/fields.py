"""Fields of Word: of each, only the result shows. Codes may hold further fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.package import attribute, local_name, to_int

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SHOWN = frozenset("t sym tab br cr noBreakHyphen ptab drawing pict object".split())
_CODE = frozenset("instrText delInstrText".split())
# Fields that show nothing, and those that print the number of a page.
_SILENT = re.compile(
    r"\s*(?:XE|TC|TA|RD|SET|ASK|PRIVATE|ADVANCE|NEXT|NEXTIF|SKIPIF|PAGE|NUMPAGES|SECTION|SECTIONPAGES|TOC|INDEX|FORMCHECKBOX|BIDIOUTLINE)\b",
    re.I,
)
_LOST = "\ufffd"  # stands for a result that is not in the file


class _Field(NamedTuple):
    """A field from its first to its last mark. `separator` is the mark before the result."""

    begin: Element
    separator: Element | None
    end: Element


def show_results(body: Element) -> None:
    """Remove the codes of fields with all that is in them. A field that shows something which is
    not in the file, such as a formula without a result, leaves a mark."""
    marks = [node for node in body.iter("{*}fldChar") if local_name(node) == "fldChar"]
    fields = {field.begin: field for field in _pair(marks)}
    if not fields:
        return
    ends = {
        id(field.separator if field.separator is not None else field.end)
        for field in fields.values()
    }
    depth, codes = 0, {}
    open_fields: list[_Field] = []
    for node in list(body.iter("{*}*")):
        name = local_name(node)
        if node in fields:
            open_fields.append(fields[node])
            codes[node] = ""
            depth += 1
        elif id(node) in ends:
            depth -= 1
            field = open_fields.pop()
            if not depth:
                _write_result(field, codes[field.begin])
        elif depth and name in _CODE:
            codes[open_fields[-1].begin] += node.text or ""
        elif depth and name in _SHOWN and (parent := node.getparent()) is not None:
            parent.remove(node)


def _pair(marks: list[Element]) -> list[_Field]:
    """The fields that are closed. One that is not hides nothing."""
    waiting: list[tuple[Element, Element | None]] = []
    fields = []
    for mark in marks:
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            waiting.append((mark, None))
        elif kind == "separate" and waiting:
            waiting[-1] = (waiting[-1][0], mark)
        elif kind == "end" and waiting:
            fields.append(_Field(*waiting.pop(), mark))
    return fields


def _write_result(field: _Field, code: str) -> None:
    """Write what a field shows whose result is not beside it."""
    if "FORMDROPDOWN" in code.upper():
        if not _has_result(field):
            _write(field.end, _find_choice(field.begin))
    elif field.separator is None and not _SILENT.match(code):
        _write(field.end, _LOST)


def _has_result(field: _Field) -> bool:
    """Whether there is text between the separator and the end of a field."""
    run = None if field.separator is None else field.separator.getparent()
    while run is not None:
        if any((text.text or "").strip() for text in run.iter("{*}t")):
            return True
        run = None if field.end in run else run.getnext()
    return False


def _find_choice(begin: Element) -> str:
    """The entry of a list that is chosen."""
    entries = [attribute(each, "val") or "" for each in begin.iter("{*}listEntry")]
    chosen = [
        attribute(each, "val")
        for each in begin.iter("{*}ddList")
        for each in each
        if local_name(each) == "result"
    ]
    index = to_int(chosen[0]) if chosen else 0
    return entries[index] if index < len(entries) else _LOST


def _write(mark: Element, text: str) -> None:
    """Turn a mark of a field into a text."""
    mark.tag = str(mark.tag).replace("fldChar", "t")
    mark.text = text
