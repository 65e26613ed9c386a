"""Reads one document: bytes in, one `Report` for each report in it out, nothing else touched.

    ingest → decode → split → align → weigh → claims → check

`decode` finds the sections and every printed copy of every table, once a file. `split` cuts a file
that holds several reports. `align` places the printed numbers of each report at the cells of the
form. `conclude` weighs the cells, reads the claims and applies the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gouji.models.artefacts import Models
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.claims.read_claims import read_claims
from gouji.pipeline.configs import RunConfig
from gouji.pipeline.errors import NotAReport, NoTextLayer, ReportError, TooLarge
from gouji.pipeline.forms.written_tables import find_labelled_rows, has_figures, has_labels
from gouji.pipeline.identities.ledger import Ledger
from gouji.pipeline.identities.suggest import suggest
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.ocr import find_missing
from gouji.pipeline.kit import Kit
from gouji.pipeline.locate import locate
from gouji.pipeline.locate.sections import FEWEST_SECTIONS
from gouji.pipeline.read import read_cells
from gouji.pipeline.read.alternatives import compare, fuse, with_drawn_boxes
from gouji.pipeline.read.confidence import cell_features, weigh
from gouji.pipeline.read.issuer import Issuer, find_issuer, has_title
from gouji.pipeline.read.other_readings import describe_tables
from gouji.pipeline.read.recognition import doubt_claims, doubt_recognised
from gouji.pipeline.rebuild import PrintedTables, decode, rebuild
from gouji.pipeline.rebuild.doubt import (
    doubt_absent,
    doubt_cells,
    doubt_contradicted,
    doubt_misplaced,
)
from gouji.pipeline.rebuild.known_layouts import share_known
from gouji.pipeline.rebuild.unplaced.find_unplaced import (
    Unplaced,
    find_unplaced,
)
from gouji.pipeline.records import Cell, Claim, Document, Report, Section, Span, Table
from gouji.pipeline.splitting import Break, are_copies, cut_document, find_breaks

_MOST_NAMED = 10  # Most unread pages that a message names.


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document with its sections and the printed copies of its tables.

    `tables` has one item for each way of reading the pages, that of `Document.fragments` first.
    """

    document: Document
    sections: tuple[Section, ...]
    tables: tuple[PrintedTables, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The tables and cells of the form as one way of reading the pages gives them. `agreement`
    compares the cells with the other reading; it is empty where there is no other."""

    tables: tuple[Table, ...]
    cells: tuple[Cell, ...]
    agreement: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Aligned:
    """A report whose printed numbers have been placed but not weighed. `printed` are its printed
    rows, as `Document.fragments` gives them."""

    document: Document
    sections: tuple[Section, ...]
    readings: tuple[Reading, ...]
    printed: PrintedTables


def extract_all(data: bytes, name: str, kit: Kit) -> tuple[Report, ...]:
    """Read the reports in one file, of which there is at least one. `name` gives the suffix.
    Raises ReportError."""
    return extract_from_document(_ingest(data, name, kit.config), name, kit)


def extract_from_document(document: Document, name: str, kit: Kit) -> tuple[Report, ...]:
    """The reports in a document that was ingested before. Raises ReportError."""
    decoded = decode_document(document, name, kit)
    return tuple(conclude(report, kit) for report in _split(decoded, kit))


def extract(data: bytes, name: str, kit: Kit) -> Report:
    """Read one report, the first if there are several. Raises ReportError."""
    return extract_all(data, name, kit)[0]


def align_document(document: Document, name: str, kit: Kit) -> Aligned:
    """Place the numbers of a document that is taken for one report. Raises ReportError."""
    return _align(decode_document(document, name, kit), kit)


def decode_document(document: Document, name: str, kit: Kit) -> Decoded:
    """Find the sections and the tables of a document. Raises ReportError."""
    ways = [document.fragments, *(other.fragments for other in document.alternatives)]
    sections = locate(document, kit.models.headings, kit.models.layouts.headings)
    decoded = Decoded(document, sections, tuple(decode(way, kit.decoder) for way in ways))
    if not is_report(decoded):
        raise _find_error(document, name)
    return decoded


def _find_error(document: Document, name: str) -> ReportError:
    """Why a document is not a report: it is none, or the pages that would tell are unread."""
    if not document.unread_pages:
        return NotAReport(name)
    pages = f"p. {', '.join(map(str, document.unread_pages[:_MOST_NAMED]))}"
    if missing := find_missing():
        return NoTextLayer(f"{pages}; {missing}")
    return NotAReport(f"{name}; 未读 unread: {pages}")


def is_report(decoded: Decoded) -> bool:
    """Whether a document is an annual report: a table of the form, most of the sections, or the
    title of a report with one section at least, the rest of which is missing."""
    if any(tables.openings() for tables in decoded.tables):
        return True
    found = len({section.section for section in decoded.sections})
    return found >= FEWEST_SECTIONS or (found > 0 and has_title(decoded.document, decoded.sections))


def _split(decoded: Decoded, kit: Kit) -> tuple[Aligned, ...]:
    """The reports in a document. A report that repeats the one before is a copy, not a report."""
    tables = decoded.tables[0].openings()
    breaks = find_breaks(decoded.document, decoded.sections, tables)
    reports = _align_pieces(decoded, breaks, kit)
    kept = [
        place
        for place, (before, report) in zip(breaks, pairwise(reports), strict=True)
        if place.titled or not are_copies(before.readings[0].cells, report.readings[0].cells)
    ]
    return reports if kept == breaks else _align_pieces(decoded, kept, kit)


def _align_pieces(decoded: Decoded, breaks: Sequence[Break], kit: Kit) -> tuple[Aligned, ...]:
    if not breaks:
        return (_align(decoded, kit),)
    starts = [place.start for place in breaks]
    documents = cut_document(decoded.document, starts)
    spans = pairwise([0, *starts, len(decoded.document.text)])
    pieces = (
        Decoded(
            document,
            locate(document, kit.models.headings, kit.models.layouts.headings),
            tuple(tables.between(*span) for tables in decoded.tables),
        )
        for document, span in zip(documents, spans, strict=True)
    )
    return tuple(_align(piece, kit) for piece in pieces)


def _align(decoded: Decoded, kit: Kit) -> Aligned:
    rebuilt = share_known([rebuild(printed, kit.forms, kit.decoder) for printed in decoded.tables])
    readings = tuple(Reading(tables, read_cells(tables, kit.forms)) for tables in rebuilt)
    if decoded.document.alternatives:
        [alternative] = decoded.document.alternatives
        readings = _compare(readings[0], readings[1], alternative.pages)
    return Aligned(decoded.document, decoded.sections, readings, decoded.tables[0])


def _compare(first: Reading, second: Reading, pages: Sequence[int]) -> tuple[Reading, ...]:
    """Both readings, which differ on `pages`, with the agreement of their cells."""
    return (
        replace(first, agreement=compare(first.cells, second.cells, pages)),
        replace(second, agreement=compare(second.cells, first.cells, pages)),
    )


def conclude(aligned: Aligned, kit: Kit) -> Report:
    """Weigh the cells, add what identities leave for unread cells, read the claims, check."""
    document, sections = aligned.document, aligned.sections
    tables, cells = _choose(aligned, kit)
    cells = _suggest(tables, cells, kit)
    issuer = find_issuer(document, sections)
    form = next(table.form for table in tables if table.table == "requests")
    doubted = kit.config.doubted
    claims = _read_claims(aligned, tables, issuer, kit.models)
    unplaced = _find_unplaced(aligned, tables, cells, claims, kit)
    others = frozenset[int]().union(*(table.others for table in tables))
    cells = doubt_cells(
        cells,
        [figure for figure in unplaced if figure.figure.start not in others],
        [table.table for table in tables if not table.copies],
        doubted,
    )
    cells = doubt_contradicted(doubt_misplaced(cells, sections, doubted), tables, doubted)
    if incomplete := {cell.key.table for cell in cells if cell.status == "absent"}:
        lacking = [table for table in tables if table.table in incomplete]
        cells = doubt_absent(cells, _find_written(aligned, lacking, kit), doubted)
    readings = [reading.tables for reading in aligned.readings]
    printed = describe_tables(tables, cells, readings, kit.forms)
    figures = tuple(one.figure for one in unplaced)
    report = Report(
        document,
        issuer.agency,
        issuer.year,
        form,
        sections,
        cells,
        findings=(),
        claims=claims,
        printed_tables=printed,
        unplaced=figures,
        agency_confidence=issuer.agency_confidence,
        year_confidence=issuer.year_confidence,
    )
    facts = Facts.from_report(report, kit.forms, kit.identities, kit.config.trust)
    return replace(report, findings=check(facts, kit.rules))


def _read_claims(
    aligned: Aligned, tables: Sequence[Table], issuer: Issuer, models: Models
) -> tuple[Claim, ...]:
    """The claims of the running text, doubted where their figures were recognised badly."""
    claims = read_claims(
        aligned.document,
        aligned.sections,
        tables,
        models.claims,
        models.breakdowns,
        issuer.year,
        issuer.agency,
        models.layouts.wordings,
    )
    return doubt_claims(claims, aligned.document.fragments, aligned.document.text)


def _find_written(aligned: Aligned, tables: Sequence[Table], kit: Kit) -> set[tuple[str, str]]:
    """The rows, by table and row, that may be in the report where they were not found."""
    text, sections = aligned.document.text, aligned.sections
    labels, written = aligned.printed.unmatched_labels(), set[tuple[str, str]]()
    for table in tables:
        form = kit.forms[table.form].table(table.table)
        rows = set(find_labelled_rows(form, labels))
        if not table.copies and (
            has_figures(text, sections, table.table) or has_labels(text, form)
        ):
            rows = {key.row for key, _, _ in form.cells()}
        written |= {(table.table, row) for row in rows}
    return written


def _find_unplaced(
    aligned: Aligned,
    tables: Sequence[Table],
    cells: Sequence[Cell],
    claims: Sequence[Claim],
    kit: Kit,
) -> tuple[Unplaced, ...]:
    """The printed figures that neither a cell nor a claim holds."""
    places = [Span(cell.start, cell.end) for cell in cells if cell.start is not None and cell.end]
    places += [Span(claim.start, claim.end) for claim in claims]
    names, printed = [table.table for table in tables], aligned.printed
    text, sections = aligned.document.text, aligned.sections
    return find_unplaced(
        text, printed.rows, printed.copies, names, sections, places, kit.row_labels
    )


def _choose(aligned: Aligned, kit: Kit) -> tuple[tuple[Table, ...], tuple[Cell, ...]]:
    """The surer reading with the confidence of its cells, and with those cells of the other
    reading that are surer there."""
    document = aligned.document
    weighed = [replace(r, cells=_weigh(r, document, kit)) for r in aligned.readings]
    best, *rest = sorted(weighed, key=lambda r: -sum(cell.confidence for cell in r.cells))
    for other in rest:
        tables = _found_in_either(best.tables, other.tables)
        best = Reading(tables, fuse(best.cells, other.cells, kit.config.doubted))
    return best.tables, with_drawn_boxes(best.cells, aligned.readings[0].cells)


def _weigh(reading: Reading, document: Document, kit: Kit) -> tuple[Cell, ...]:
    ledgers = open_ledgers(reading.tables, reading.cells, kit)
    features = cell_features(
        reading.cells, reading.tables, ledgers, document.media, reading.agreement
    )
    cells = weigh(reading.cells, reading.tables, features, kit.models, kit.config.doubted)
    return doubt_recognised(cells, reading.tables, document.fragments, kit.config.doubted)


def _found_in_either(tables: Sequence[Table], others: Sequence[Table]) -> tuple[Table, ...]:
    """A table is printed where one of two readings has found it."""
    copies = {table.table: table.copies for table in others}
    return tuple(
        table if table.copies else replace(table, copies=copies.get(table.table, 0))
        for table in tables
    )


def open_ledgers(tables: Sequence[Table], cells: Sequence[Cell], kit: Kit) -> list[Ledger]:
    """The identities of each table, in the form that it follows, over the numbers of the cells."""
    numbers = {cell.key: cell.value for cell in cells}
    return [Ledger(kit.identities[table.form, table.table], numbers) for table in tables]


def _ingest(data: bytes, name: str, config: RunConfig) -> Document:
    if len(data) > config.max_bytes:
        raise TooLarge(f"{len(data)} > {config.max_bytes} bytes")
    document = ingest(data, name)
    if len(document.fragments) > config.max_fragments:
        raise TooLarge(f"{len(document.fragments)} > {config.max_fragments} fragments")
    return document


def _suggest(tables: Sequence[Table], cells: tuple[Cell, ...], kit: Kit) -> tuple[Cell, ...]:
    unread = {cell.key.table for cell in cells if cell.value is None}
    ledgers = open_ledgers([table for table in tables if table.table in unread], cells, kit)
    numbers = {key: number for ledger in ledgers for key, number in suggest(ledger).items()}
    if not numbers:
        return cells
    return tuple(
        cell._replace(suggested=numbers[cell.key]) if cell.key in numbers else cell
        for cell in cells
    )
