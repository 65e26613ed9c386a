"""The records that stages take and return. All are frozen; a stage returns new records.

Records of which a report has hundreds are named tuples, which are created three times as fast.

Offsets count Unicode code points in `Document.text`, pages count from 1, and a number that is
missing is None: `Cell.status` and `Cell.raw` distinguish blank, 0, "/" and lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Literal, NamedTuple

Status = Literal["read", "blank", "unreadable", "absent"]
Verdict = Literal["holds", "broken", "undecided"]
Severity = Literal["error", "warning", "info"]
About = Literal["self", "whole", "part"]
Period = Literal["year", "last_year", "cumulative"]
Cause = Literal["source", "reading"]
Kind = Literal["count", "signed_count", "wan_yuan", "yuan"]
PageMedium = Literal["text layer", "scan"]
TextSource = Literal["text", "ocr"]
Role = Literal["line", "cell", "furniture"]
UnplacedReason = Literal["no_row", "no_column", "no_table", "not_one_number"]
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

    `start` and `end` are the place of the text in `Document.text`. The span is empty where the
    text of a fragment is not there in one piece, which happens in an `Alternative` only.

    `role` tells cells of tables, lines and furniture (page numbers, running titles) apart. A field
    of aligned text is a line. Fragments of one printed row share `row`. `column` counts the columns
    of the table for a cell, and characters for a field of aligned text. A cell covers `column_span`
    columns and `row_span` rows, from `row` down. `ruled` is true where the medium itself marks the
    borders of the field: rulings, table markup, tabs, bars.

    In media that have pages, `cell_box` is the cell as drawn, or the place that is its own where
    nothing is drawn, and `text_box` is the extent of the printed characters. `source` and `score`
    tell how the text was obtained and how sure that is, from 0 to 1. `alternatives` are other texts
    that OCR takes for possible, best first.
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
    text_box: Box | None = None
    row_span: int = 1
    role: Role = "line"
    source: TextSource = "text"
    score: float = 1.0
    alternatives: tuple[str, ...] = ()

    @property
    def has_place(self) -> bool:
        """Whether the text is in `Document.text` in one piece."""
        return self.end - self.start == len(self.text)

    @property
    def has_table_column(self) -> bool:
        """Whether `column` counts the columns of a table, not characters."""
        return self.role == "cell"

    def cut(self, first: int, end: int) -> Fragment:
        """The piece `text[first:end]` of this fragment, at its own place in the text."""
        text = self.text[first:end]
        piece = self._replace(text=text, alternatives=())
        if not self.has_place:
            return piece._replace(end=self.start)
        return piece._replace(start=self.start + first, end=self.start + end)

    def shift(self, offset: int) -> Fragment:
        """The same fragment in a text that begins `offset` characters later."""
        return self._replace(start=self.start - offset, end=self.end - offset)


@dataclass(frozen=True, slots=True)
class Alternative:
    """The fragments of a document as a second way of reading gives them, over the same text.

    On `pages` they differ from `Document.fragments`, on other pages they are the same.
    """

    fragments: tuple[Fragment, ...]
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded file: its text, and every fragment of it in reading order.

    `page_media` says of each page of the file whether it has a text layer or is a scan (empty in
    media without pages). The text of `unread_pages` is not in `text`, or much of it could not be
    made out. `sheets` has the offset and the name of each sheet of a workbook. `alternatives` is
    there where some pages can be read in another way. `ocr` names the version of OCR that has read
    scanned pages, "" where none has.
    """

    text: str
    media: str
    fragments: tuple[Fragment, ...]
    encoding: str | None = None
    pages: int | None = None
    title: str | None = None
    page_media: tuple[PageMedium, ...] = ()
    unread_pages: tuple[int, ...] = ()
    sheets: tuple[tuple[int, str], ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    ocr: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report, from its heading to the next one."""

    section: str
    title: str
    start: int
    end: int
    confidence: float
    page: int | None = None


# Evidence by name.
Support = tuple[tuple[str, float], ...]


class Placed(NamedTuple):
    """A cell of the form with the printed field placed there, before its number is read.

    `support` is the evidence of rebuilding for all cells of the row, by name, for the confidence
    model. `certainty` and `exactness` are the probabilities that this number (or none) and this
    very field belong in the column. `ambiguous`: the field may be the numbers of several cells,
    run together. `contradicted`: the printed row label or column head is that of another cell,
    or the figure of the cell may be in a run of figures of its row.
    `is_paired`: label and head name this cell word for word, in a layout that is not the form's.
    `known` is the probability that reviewed reports of the same layout give to this field in this
    cell; None where they say nothing.
    """

    key: CellKey
    fragment: Fragment | None
    support: Support = ()
    certainty: float = 0.0
    exactness: float = 0.0
    ambiguous: bool = False
    contradicted: bool = False
    is_paired: bool = False
    known: float | None = None


class Difference(NamedTuple):
    """A cell for which two copies of a table print different numbers: `raw` on page `page` of the
    copy that is read, and `other` on page `other_page`. A text is empty where a copy prints none.
    Pages are None in media without pages."""

    key: CellKey
    raw: str
    other: str
    page: int | None = None
    other_page: int | None = None

    @property
    def printed(self) -> tuple[tuple[str, int | None], tuple[str, int | None]]:
        """Both texts with their pages."""
        return (self.raw, self.page), (self.other, self.other_page)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form, rebuilt: the form that it follows, and the printed field of each cell.

    `copies` counts the printed copies that are nearly complete (0: the table is not printed).
    `headers` has the printed column heads of the cells of money, which may state the unit.
    `others` are the offsets of figures that are no cell in a layout that reviewers have shown.
    `differences` are the cells for which another copy prints another number.
    """

    table: str
    form: str
    cells: tuple[Placed, ...]
    copies: int = 1
    headers: tuple[tuple[CellKey, str], ...] = ()
    others: frozenset[int] = frozenset()
    differences: tuple[Difference, ...] = ()


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
    cell_box: Box | None = None
    text_box: Box | None = None

    def with_confidence(self, confidence: float) -> Cell:
        """The same cell with this confidence, made faster than `_replace` makes it."""
        return Cell._make((*self[:5], confidence, *self[6:]))


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


class UnplacedFigure(NamedTuple):
    """A figure that is printed in a table of the form, or in what looks like one, and that no cell
    and no claim holds.

    `near` is the table that it belongs to, None where that is not known. `reason` tells what was
    not found for it: its row, its column or its table; or that it is not one number.
    """

    raw: str
    start: int
    end: int
    reason: UnplacedReason
    near: str | None = None
    page: int | None = None
    box: Box | None = None


class Operand(NamedTuple):
    """A number that a rule compared.

    `ref` names where it is printed: `table/row/column`, a cell of this report; `claim:START`, the
    claim of this report whose figure begins at that offset, or one of the parts that it lists;
    `REPORT_ID:table/row/column`, a cell of another report. `value` is None where no number was
    read. `sign` is 1 where the value is added to the left sum and -1 where it is subtracted from
    it or belongs to the right sum, so that the sum of sign × value is left − right. It is 0 for a
    number that is compared but not summed.
    """

    ref: str
    value: Decimal | None
    sign: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One application of a rule: its verdict, the numbers it compared, and both messages.

    `scope` is the key of the row, column, section, table or metric that the rule was applied to.
    `cells` and `claims` (start offsets) are those of this report. `operands` is empty for rules
    that compare no single numbers, such as those on sections, names and whole texts.
    """

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
    operands: tuple[Operand, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """left − right, where both are numbers."""
        if self.left is None or self.right is None:
            return None
        return self.left - self.right

    @property
    def key(self) -> str:
        """16 hexadecimal digits that are the same in every run for the same application.

        They are a digest of the rule, its scope, the places and signs of the operands, and the
        other reports. Values and verdict do not count: a corrected number keeps the key. Within
        one report no two findings have the same key.
        """
        places = (f"{one.sign}:{one.ref}" for one in self.operands)
        text = "\n".join((self.rule, self.scope, *places, *self.other_reports))
        return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


class OtherReading(NamedTuple):
    """Another number that the cell `row`/`column` of a table may hold: an alternative of OCR, or
    what a second reading of the page has. It is offered to a reviewer and decides nothing."""

    row: str
    column: str
    value: Decimal


class PrintedTable(NamedTuple):
    """A table of the form: which form it follows, and how many copies of it are printed (0 where
    it is missing).

    `ruled` tells that the borders of its cells are drawn or marked by the medium. `alternatives`
    are other readings of its cells, the best first for each cell. `differences` are the cells for
    which another copy prints another number.
    """

    table: str
    form: str
    copies: int
    ruled: bool = False
    alternatives: tuple[OtherReading, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was read from one report.

    `printed_tables` has an entry for every table of the form, also for one that is not printed.
    `agency_confidence` and `year_confidence` are the probabilities that agency and year are right,
    0 where the report names none.
    """

    document: Document
    agency: str | None
    year: int | None
    form: str | None
    sections: tuple[Section, ...]
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...] = ()
    printed_tables: tuple[PrintedTable, ...] = ()
    unplaced: tuple[UnplacedFigure, ...] = ()
    agency_confidence: float = 1.0
    year_confidence: float = 1.0
