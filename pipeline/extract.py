"""The walk of one document through the stages: bytes in, `Report` out, nothing else touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gouji.pipeline.check.rules import Facts, check
from gouji.pipeline.claims.claim_boxes import on_pages
from gouji.pipeline.claims.read_claims import read_claims
from gouji.pipeline.configs import RunConfig
from gouji.pipeline.errors import NotAReport, NoTextLayer, TooLarge
from gouji.pipeline.identities.ledger import Ledger
from gouji.pipeline.identities.suggest import suggest
from gouji.pipeline.ingest import ingest
from gouji.pipeline.kit import Kit
from gouji.pipeline.locate import locate
from gouji.pipeline.read.alternatives import compare, fuse
from gouji.pipeline.read.cells import read_cells
from gouji.pipeline.read.confidence import weigh
from gouji.pipeline.read.issuer import find_agency, find_year
from gouji.pipeline.rebuild import rebuild
from gouji.pipeline.records import Cell, Document, Report, Section, Table
from gouji.pipeline.splitting import Break, are_copies, cut_document, find_breaks


@dataclass(frozen=True, slots=True)
class Aligned:
    """Half way: every printed number has its place, and nothing has been weighed yet. `second`: the
    same where the document can be read in another way."""

    document: Document
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    cells: tuple[Cell, ...]
    second: Aligned | None = None


def extract_all(data: bytes, name: str, kit: Kit) -> tuple[Report, ...]:
    """Read the reports in one file, of which there is one at least. `name` gives the suffix.
    Raises ReportError."""
    return tuple(conclude(found, kit) for found in _part(align(data, name, kit), kit))


def extract(data: bytes, name: str, kit: Kit) -> Report:
    """Read one report, the first if there are several. Raises ReportError."""
    return extract_all(data, name, kit)[0]


def align(data: bytes, name: str, kit: Kit) -> Aligned:
    """Find the sections and rebuild the tables, as those of one report. Raises ReportError."""
    return align_document(_ingest(data, name, kit.config), name, kit)


def align_document(document: Document, name: str, kit: Kit) -> Aligned:
    """The same, of a file that has been read. Raises ReportError."""
    found = _align(document, kit)
    if not any(is_report(one.sections, one.tables) for one in (found, found.second) if one):
        raise NoTextLayer if document.unread else NotAReport(name)
    return found


def _align(document: Document, kit: Kit) -> Aligned:
    sections = locate(document, kit.models.headings)
    tables = rebuild(document, kit.forms, kit.decoder)
    second = _align(document.second.document, kit) if document.second else None
    return Aligned(document, sections, tables, read_cells(tables, kit.forms), second)


def _part(whole: Aligned, kit: Kit) -> tuple[Aligned, ...]:
    """The reports in a document, each read by itself."""
    breaks = find_breaks(whole.document, whole.sections, whole.tables)
    parts = _align_parts(whole, breaks, kit)
    kept = [
        one
        for one, (before, part) in zip(breaks, pairwise(parts), strict=True)
        if one.titled or not are_copies(before.cells, part.cells)
    ]
    return parts if kept == breaks else _align_parts(whole, kept, kit)


def _align_parts(whole: Aligned, breaks: Sequence[Break], kit: Kit) -> tuple[Aligned, ...]:
    if not breaks:
        return (whole,)
    parts = cut_document(whole.document, [one.start for one in breaks])
    return tuple(_align(part, kit) for part in parts)


def conclude(found: Aligned, kit: Kit) -> Report:
    """Weigh the cells, ask what the identities leave for the others, read the claims, check."""
    found = _weigh(found, kit)
    document, sections, tables = found.document, found.sections, found.tables
    cells = _suggest(found.cells, open_ledgers(found, kit))
    agency, year = find_agency(document, sections), find_year(document, sections)
    form = next(table.form for table in tables if table.table == "requests")
    models = kit.models
    claims = read_claims(document, sections, tables, models.claims, models.breakdowns, year, agency)
    report = Report(document, agency, year, form, sections, cells, (), on_pages(document, claims))
    return replace(report, findings=check(_facts(report, tables, kit), kit.rules))


def _weigh(found: Aligned, kit: Kit) -> Aligned:
    """With the confidence of each cell. Of two readings it is the surer one, with those cells of
    the other that are surer there."""
    ways = readings(found)
    weighed = [replace(one, cells=_weigh_one(one, agreement, kit)) for one, agreement in ways]
    best, *rest = sorted(weighed, key=lambda one: -sum(cell.confidence for cell in one.cells))
    for other in rest:
        cells = fuse(best.document, best.cells, other.cells)
        best = replace(best, cells=cells, tables=_found_in_either(best.tables, other.tables))
    return replace(best, document=replace(best.document, second=None), second=None)


def _found_in_either(tables: Sequence[Table], others: Sequence[Table]) -> tuple[Table, ...]:
    """A table is printed where one of two readings has found it."""
    found = {table.table: table.copies for table in others}
    return tuple(
        table if table.copies else replace(table, copies=found.get(table.table, 0))
        for table in tables
    )


def _weigh_one(found: Aligned, agreement: Sequence[float], kit: Kit) -> tuple[Cell, ...]:
    ledgers, media = open_ledgers(found, kit), found.document.media
    return weigh(found.cells, found.tables, ledgers, media, kit.models.confidence, agreement)


def readings(found: Aligned) -> list[tuple[Aligned, list[float]]]:
    """Each way in which a document was read, and how its cells stand to those of the other."""
    other, second = found.second, found.document.second
    if other is None or second is None:
        return [(found, [])]
    return [
        (one, compare(one.cells, rival.cells, second.pages))
        for one, rival in ((found, other), (other, found))
    ]


def open_ledgers(found: Aligned, kit: Kit) -> list[Ledger]:
    """The identities of each table, in the form that it follows, over the numbers of the cells."""
    numbers = {cell.key: cell.value for cell in found.cells}
    return [Ledger(kit.identities[table.form, table.table], numbers) for table in found.tables]


def is_report(sections: Sequence[Section], tables: Sequence[Table]) -> bool:
    """Whether a document is an annual report: a table of the form, or most of the sections."""
    return any(table.copies for table in tables) or len({one.section for one in sections}) >= 4


def _ingest(data: bytes, name: str, config: RunConfig) -> Document:
    if len(data) > config.max_bytes:
        raise TooLarge(f"{len(data)} > {config.max_bytes} bytes")
    document = ingest(data, name)
    if len(document.fragments) > config.max_fragments:
        raise TooLarge(f"{len(document.fragments)} > {config.max_fragments} fragments")
    return document


def _suggest(cells: tuple[Cell, ...], ledgers: Sequence[Ledger]) -> tuple[Cell, ...]:
    numbers = {key: number for ledger in ledgers for key, number in suggest(ledger).items()}
    return tuple(
        cell._replace(suggested=numbers[cell.key]) if cell.key in numbers else cell
        for cell in cells
    )


def _facts(report: Report, tables: Sequence[Table], kit: Kit) -> Facts:
    return Facts(
        forms={table.table: kit.forms[table.form] for table in tables},
        cells=report.cells,
        sections=report.sections,
        tables={table.table: table.copies for table in tables},
        trust=kit.config.trust,
        claims=report.claims,
        text=report.document.text,
        agency=report.agency,
        year=report.year,
        media=report.document.media,
        pages=report.document.pages,
        unread=report.document.unread,
        identities={table.table: kit.identities[table.form, table.table] for table in tables},
    )
