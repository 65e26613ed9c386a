"""What stands behind each call, put together to reports."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from gouji.models.headings import SECTIONS
from gouji.pipeline.read.issuer import find_agency, find_year
from gouji.pipeline.records import Cell, Document, Section, Table
from gouji.pipeline.splitting.announcements import Call, Name, are_strangers, differ, find_calls
from gouji.pipeline.splitting.cut import cut_document

_ORDER = {section: at for at, section in enumerate(SECTIONS)}
_SECTIONS = 4  # that two reports have both, beside a table
_TABLES = 2  # that they have both if hardly any section is found
_UNLIKE = 2  # cells whose figures differ in two reports
Openings = Sequence[tuple[int, str]]  # where a section or a table begins, and which; in order


class Break(NamedTuple):
    """Where another report begins; `titled`: titles name two bodies."""

    start: int
    titled: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text from a call on: the sections and the tables that begin in it, in order."""

    start: int
    name: Name
    sections: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    def with_(self, other: _Stretch) -> _Stretch:
        """Both as one."""
        name = self.name if self.name.agency else other.name
        sections, tables = self.sections + other.sections, self.tables + other.tables
        return _Stretch(self.start, name, sections, tables)


def find_breaks(
    document: Document, sections: Sequence[Section], tables: Sequence[Table]
) -> list[Break]:
    """Where the second report begins, the third …; none where a document is one report."""
    starts = sorted((start, table.table) for table in tables for start in table.begins)
    if len({table for _, table in starts}) == len(starts):
        return []
    openings = [(one.start, one.section) for one in sections]
    parts = _join(list(_find_stretches(find_calls(document), openings, starts)))
    return list(_find_breaks(document, sections, parts)) if len(parts) > 1 else []


def are_copies(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    """Whether two reports have the same figures: as one has that is printed twice, and many that
    have received nothing."""
    values = {cell.key: cell.value for cell in one if cell.status == "read"}
    read = (cell for cell in other if cell.status == "read" and cell.key in values)
    return sum(cell.value != values[cell.key] for cell in read) < _UNLIKE


def _find_stretches(
    calls: Sequence[Call], sections: Openings, tables: Openings
) -> Iterator[_Stretch]:
    """What each call leads to. One that leads to nothing is of one report with the next call, or
    no call at all."""
    none = Call(0)
    first, ends = none, [*(call.start for call in calls), inf]
    for call, end in zip([none, *calls], ends, strict=True):
        first = _join_calls(first, call)
        own, others = _inside(sections, call.start, end), _inside(tables, call.start, end)
        if own or others:
            yield _Stretch(first.start, first.name, own, others)
            first = none


def _join_calls(first: Call, call: Call) -> Call:
    """Two calls with nothing between them: a cover and the title, a title and a sentence below."""
    if not first.sure or differ(first.name, call.name):
        return call
    return first if first.name.agency else first._replace(name=call.name)


def _inside(found: Openings, first: int, end: float) -> tuple[str, ...]:
    inside = slice(bisect_left(found, (first,)), bisect_left(found, (end,)))
    return tuple(name for _, name in found[inside])


def _join(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """The stretches that may be one report as one. The last that opens like a report is another
    one as soon as it has, with those behind it, what the report before has."""
    parts = [*stretches[:1]]
    opened: _Stretch | None = None
    for stretch in stretches[1:]:
        if _opens(stretch, parts[-1], opened):
            parts[-1] = parts[-1].with_(opened) if opened else parts[-1]
            opened = stretch
        elif opened:
            opened = opened.with_(stretch)
        else:
            parts[-1] = parts[-1].with_(stretch)
        if opened and _is_another(opened, parts[-1]):
            parts.append(opened)
            opened = None
    return parts


def _opens(stretch: _Stretch, part: _Stretch, opened: _Stretch | None) -> bool:
    """Whether a stretch begins as a report may: with its first section, or with something that is
    there already. It goes on with the report that was opened if it begins further down."""
    if not stretch.sections:
        return opened is None and stretch.tables[0] in part.tables
    first = stretch.sections[0]
    if opened and opened.sections and _ORDER[first] > _ORDER[opened.sections[0]]:
        return False
    return _ORDER[first] == 0 or first in part.sections


def _is_another(one: _Stretch, other: _Stretch) -> bool:
    sections = len({*one.sections} & {*other.sections})
    tables = len({*one.tables} & {*other.tables})
    return tables >= _TABLES or (sections >= _SECTIONS and tables > 0)


def _find_breaks(
    document: Document, sections: Sequence[Section], parts: Sequence[_Stretch]
) -> Iterator[Break]:
    """Where the parts begin that bear another name than the report before. Tables without their
    sections are a report by another body; under another year they are what a report compares
    itself with."""
    starts = [part.start for part in parts[1:]]
    names = _read_names(document, sections, starts)
    known, before = names[0], parts[0]
    for part, name in zip(parts[1:], names[1:], strict=True):
        whole = len({*part.sections}) >= _SECTIONS
        if differ(known, name) if whole else are_strangers(known.agency, name.agency):
            yield Break(part.start, are_strangers(before.name.agency, part.name.agency))
            known, before = name, part


def _read_names(
    document: Document, sections: Sequence[Section], starts: Sequence[int]
) -> list[Name]:
    names = []
    for part, first in zip(cut_document(document, starts), [0, *starts], strict=True):
        end = first + len(part.text)
        own = [
            replace(one, start=one.start - first, end=one.end - first)
            for one in sections
            if first <= one.start < end
        ]
        names.append(Name(find_agency(part, own), find_year(part, own)))
    return names
