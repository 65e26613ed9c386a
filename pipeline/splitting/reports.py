"""Decides where the second and further reports of a document begin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from gouji.models.headings import SECTIONS
from gouji.pipeline.locate.sections import FEWEST_SECTIONS
from gouji.pipeline.read.issuer import find_issuer
from gouji.pipeline.records import Cell, Document, Section
from gouji.pipeline.splitting.announcements import (
    Announcement,
    Name,
    are_different_bodies,
    are_different_reports,
    find_announcements,
)
from gouji.pipeline.splitting.cut import cut_document

_ORDER = {section: index for index, section in enumerate(SECTIONS)}
# Tables that must repeat before a report is a second one, if fewer than FEWEST_SECTIONS do.
_TABLES = 2
_UNLIKE = 2  # different values from which two reports are not copies
Openings = Sequence[tuple[int, str]]  # offset and name of each section or table, in order


class Break(NamedTuple):
    """The offset at which another report begins; `titled`: titles name two bodies."""

    start: int
    titled: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Text from an announcement on, and the sections and tables that begin in it, in order."""

    start: int
    name: Name
    sections: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    def merge(self, other: _Stretch) -> _Stretch:
        """This stretch and the following one, as one stretch."""
        name = self.name if self.name.agency else other.name
        sections, tables = self.sections + other.sections, self.tables + other.tables
        return _Stretch(self.start, name, sections, tables)


def find_breaks(document: Document, sections: Sequence[Section], tables: Openings) -> list[Break]:
    """The offsets of the second and further reports; empty if the document is one report.

    `tables` has the offset and the name of each copy of a table, in order.
    """
    if len({table for _, table in tables}) == len(tables):
        return []
    openings = [(section.start, section.section) for section in sections]
    parts = _join(list(_find_stretches(find_announcements(document), openings, tables)))
    return list(_find_breaks(document, sections, parts)) if len(parts) > 1 else []


def are_copies(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """Whether two reports have the same figures.

    That is so for a report printed twice, and for many agencies without any application.
    """
    values = {cell.key: cell.value for cell in first if cell.status == "read"}
    read = (cell for cell in second if cell.status == "read" and cell.key in values)
    return sum(cell.value != values[cell.key] for cell in read) < _UNLIKE


def _find_stretches(
    announcements: Sequence[Announcement], sections: Openings, tables: Openings
) -> Iterator[_Stretch]:
    """The text after each announcement. An announcement without sections and tables is joined with
    the next one."""
    none = Announcement(0)
    first, ends = none, [*(found.start for found in announcements), inf]
    for found, end in zip([none, *announcements], ends, strict=True):
        first = _join_announcements(first, found)
        headings = _inside(sections, found.start, end)
        copies = _inside(tables, found.start, end)
        if headings or copies:
            yield _Stretch(first.start, first.name, headings, copies)
            first = none


def _join_announcements(first: Announcement, second: Announcement) -> Announcement:
    """One for two with nothing between them: cover and title, or title and a sentence below."""
    if not first.certain or are_different_reports(first.name, second.name):
        return second
    return first if first.name.agency else first._replace(name=second.name)


def _inside(found: Openings, first: int, end: float) -> tuple[str, ...]:
    inside = slice(bisect_left(found, (first,)), bisect_left(found, (end,)))
    return tuple(name for _, name in found[inside])


def _join(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Join the stretches that may be one report.

    The last stretch that opens like a report becomes a report of its own as soon as it repeats,
    together with the stretches after it, enough of the report before it.
    """
    parts = [*stretches[:1]]
    opened: _Stretch | None = None
    for stretch in stretches[1:]:
        if _opens(stretch, parts[-1], opened):
            parts[-1] = parts[-1].merge(opened) if opened else parts[-1]
            opened = stretch
        elif opened:
            opened = opened.merge(stretch)
        else:
            parts[-1] = parts[-1].merge(stretch)
        if opened and _is_another(opened, parts[-1]):
            parts.append(opened)
            opened = None
    return parts


def _opens(stretch: _Stretch, part: _Stretch, opened: _Stretch | None) -> bool:
    """Whether a stretch may begin a report.

    It does if it begins with the first section, or with a section or table that the report
    before already has. A stretch that begins with a later section continues the opened report.
    """
    if not stretch.sections:
        return opened is None and stretch.tables[0] in part.tables
    first = stretch.sections[0]
    if opened and opened.sections and _ORDER[first] > _ORDER[opened.sections[0]]:
        return False
    return _ORDER[first] == 0 or first in part.sections


def _is_another(first: _Stretch, second: _Stretch) -> bool:
    sections = len({*first.sections} & {*second.sections})
    tables = len({*first.tables} & {*second.tables})
    return tables >= _TABLES or (sections >= FEWEST_SECTIONS and tables > 0)


def _find_breaks(
    document: Document, sections: Sequence[Section], parts: Sequence[_Stretch]
) -> Iterator[Break]:
    """The beginnings of parts whose name differs from that of the report before.

    A part with tables but few sections is a separate report only if it names another body. With
    another year alone, it is the comparison that many reports print.
    """
    starts = [part.start for part in parts[1:]]
    names = _read_names(document, sections, starts)
    known, before = names[0], parts[0]
    for part, name in zip(parts[1:], names[1:], strict=True):
        whole = len({*part.sections}) >= FEWEST_SECTIONS
        if (
            are_different_reports(known, name)
            if whole
            else are_different_bodies(known.agency, name.agency)
        ):
            yield Break(part.start, are_different_bodies(before.name.agency, part.name.agency))
            known, before = name, part


def _read_names(
    document: Document, sections: Sequence[Section], starts: Sequence[int]
) -> list[Name]:
    names = []
    for part, first in zip(cut_document(document, starts), [0, *starts], strict=True):
        end = first + len(part.text)
        inside = [
            replace(section, start=section.start - first, end=section.end - first)
            for section in sections
            if first <= section.start < end
        ]
        issuer = find_issuer(part, inside)
        names.append(Name(issuer.agency, issuer.year))
    return names
