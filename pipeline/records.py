"""The records that walk from stage to stage. All are frozen; a stage hands on new ones.

Those of which a report has hundreds are named tuples: they are made three times as fast.

Offsets count Unicode code points in `Document.text`, pages count from 1, and a number that is
missing is None: blank, 0, "/" and lost are told apart by `Cell.status` and `Cell.raw`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Status = Literal["read", "blank", "unreadable", "absent"]
Verdict = Literal["holds", "broken", "undecided"]
Severity = Literal["error", "warning", "info"]
About = Literal["self", "whole", "part"]
Period = Literal["year", "last_year", "cumulative"]
Cause = Literal["source", "reading"]
Kind = Literal["count", "signed_count", "wan_yuan", "yuan"]
Box = tuple[float, float, float, float]  # x0, y0, x1, y1 in PDF points from the page's top left


class CellKey(NamedTuple):
    """The place of a cell in a form; printed as `table/row/column`."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return "/".join(self)


class Span(NamedTuple):
    """A stretch of `Document.text`: text[start:end]."""

    start: int
    end: int


class Fragment(NamedTuple):
    """One printed field: a table cell, or a line outside tables.

    Fragments of one printed row share `row`. `column` is the position along that row: a grid
    column in tables, a character column in aligned text. `ruled` is true where the medium itself
    marks the borders of the field (a table cell, tabs, bars). `page` and `cell_box` give its place
    in media that have pages.
    """

    start: int
    end: int
    text: str
    row: int
    column: int
    column_span: int = 1
    ruled: bool = False
    page: int | None = None
    cell_box: Box | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file made readable: its text, and every fragment of it in reading order.

    `unread` has the numbers of pages whose text layer is of no use: what stands there is not here.
    `sheets` tells where the sheets of a workbook begin and what they are called. `second` is
    there where some pages can be read in another way.
    """

    text: str
    media: str
    fragments: tuple[Fragment, ...]
    encoding: str | None = None
    pages: int | None = None
    title: str | None = None
    unread: tuple[int, ...] = ()
    sheets: tuple[tuple[int, str], ...] = ()
    second: Second | None = None


@dataclass(frozen=True, slots=True)
class Second:
    """All pages of a document once more: those in `pages` read in another way, the others in the
    same. Its offsets are those of its own text."""

    document: Document
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report, from its heading to the next one."""

    section: str
    title: str
    start: int
    end: int
    confidence: float
    page: int | None = None


class Placed(NamedTuple):
    """A cell of the form with the printed field placed there, before its number is read.

    `support` is the evidence of rebuilding, by name, for the confidence model. `ambiguous`: the
    field may be the numbers of several cells, run together.
    """

    key: CellKey
    fragment: Fragment | None
    support: tuple[tuple[str, float], ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form, rebuilt: the form that it follows, and the printed field of each cell.

    `begins` are the offsets at which each copy and each piece of one begins, `copies` counts the
    copies that are nearly complete (0: the table is not printed), `headers` has the printed column
    heads of the cells of money, which may state the unit.
    """

    table: str
    form: str
    cells: tuple[Placed, ...]
    begins: tuple[int, ...] = ()
    copies: int = 1
    headers: tuple[tuple[CellKey, str], ...] = ()


class Cell(NamedTuple):
    """One cell of the form: what is printed there, what it says, how sure that is.

    `value` is the printed number in the unit of the cell's kind; `suggested` is what all
    identities together leave for a cell that was not read.
    """

    form: str
    key: CellKey
    status: Status
    value: Decimal | None = None
    raw: str | None = None
    confidence: float = 1.0
    suggested: int | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that the running text states: what of, for whom, for which time.

    `start` and `end` are those of the figure, or of the word that says zero; `text` is its
    sentence. `parts` is filled where the metric is `breakdown`: a total with what makes it up.
    `metric` and `section` are named as in the datasets.
    """

    metric: str
    value: Decimal
    start: int
    end: int
    text: str
    unit: str | None = None
    about: About = "self"
    period: Period = "year"
    approximate: bool = False
    parts: tuple[Decimal, ...] = ()
    section: str | None = None
    confidence: float = 1.0
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One application of a rule, and how it came out."""

    rule: str
    scope: str
    verdict: Verdict
    severity: Severity
    message_zh: str
    message_en: str
    left: Decimal | None = None
    right: Decimal | None = None
    cells: tuple[CellKey, ...] = ()
    claims: tuple[int, ...] = ()
    other_reports: tuple[str, ...] = ()
    cause: Cause | None = None

    @property
    def difference(self) -> Decimal | None:
        """left − right, where both are numbers."""
        if self.left is None or self.right is None:
            return None
        return self.left - self.right


@dataclass(frozen=True, slots=True)
class Report:
    """All that one document yielded."""

    document: Document
    agency: str | None
    year: int | None
    form: str | None
    sections: tuple[Section, ...]
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...] = ()
