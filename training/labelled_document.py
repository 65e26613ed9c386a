"""Labels a sample as the pipeline reads it: its fields, printed rows and section headings.

The marks of a sample give the offset of every figure. A printed row is labelled by the figures in
it, a field by its cell, and a heading by its section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gouji.models.row_labels import NOISE
from gouji.pipeline.forms.form import Form
from gouji.pipeline.ingest import ingest
from gouji.pipeline.language.normalise import squeeze, strip_numbering
from gouji.pipeline.rebuild.placeholder_values import is_cut
from gouji.pipeline.rebuild.printed_rows import PrintedRow, rows_from_fragments
from gouji.pipeline.rebuild.row_sequences import Chain, chains_of, print_class
from gouji.pipeline.records import CellKey, Document, Span
from gouji.training.corpus.renderings.links import find_linked
from gouji.training.corpus.reports.marks import unmark
from gouji.training.corpus.samples import Sample

# Number of printed rows above the first row of a table in which its header may begin. A header
# with one cell per line is long.
_HEADER_ROWS = 40


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    """A sample as read: the cell of each field and the section of each heading, by offset."""

    sample: Sample
    document: Document
    cells: Mapping[int, CellKey]
    headings: Mapping[int, str]


class FormRow(NamedTuple):
    """A row of a form: the index of its table in `chains_of`, and its index in that table."""

    chain: int
    row: int


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A printed row, the class of its label, and the form row that it is (None if none)."""

    printed: PrintedRow
    name: str
    form_row: FormRow | None = None


def label_document(sample: Sample) -> LabelledDocument:
    """Read a sample and find its marked items in the text. Raises ReportError."""
    document = sample.document
    cells: dict[int, CellKey] = {}
    headings: dict[int, str] = {}
    for index, spans in _find_marks(sample, document).items():
        mark = sample.marks[index]
        for span in spans:
            if mark.key is not None:
                cells[span.start] = mark.key
            elif mark.kind == "heading":
                headings[span.start] = mark.section
    return LabelledDocument(sample, document, cells, headings)


def _find_marks(sample: Sample, document: Document) -> dict[int, tuple[Span, ...]]:
    """The spans of the marked items, by index.

    They are found by links, or in the page with markers. The text of that page differs from the
    text of the document in the marked characters only.
    """
    if sample.file and not sample.marked_file:
        return find_linked(sample.file, document, sample.marks)
    is_composed = sample.is_html or sample.marked_file
    text = ingest(sample.marked, sample.name).text if is_composed else sample.marked_text
    return unmark(text, sample.marks).spans


def label_rows(labelled: LabelledDocument, forms: Mapping[str, Form]) -> list[LabelledRow]:
    """Every printed row of a document with its class."""
    printed = rows_from_fragments(labelled.document.fragments)
    chains = chains_of(forms)
    form_rows = _find_form_rows(printed, labelled, chains)
    headers = _find_headers(printed, form_rows, chains, forms)
    for i in range(1, len(printed)):
        if is_cut(printed[i - 1], printed[i]) and form_rows[i] == form_rows[i - 1]:
            form_rows[i] = None  # words among the values are no label
    return [
        LabelledRow(row, print_class(chains[form_row.chain].prints[form_row.row]), form_row)
        if form_row
        else LabelledRow(row, header or NOISE)
        for row, form_row, header in zip(printed, form_rows, headers, strict=True)
    ]


def _find_form_rows(
    printed: Sequence[PrintedRow], labelled: LabelledDocument, chains: Sequence[Chain]
) -> list[FormRow | None]:
    """The form row of each printed row, by its figures or, without figures, by its label."""
    versions = labelled.sample.forms
    keys_by_row = [
        [labelled.cells[field.start] for field in row.values if field.start in labelled.cells]
        for row in printed
    ]
    wide_tables = {
        key.table for keys in keys_by_row for key in keys if len({k.row for k in keys}) > 1
    }
    form_rows = [_form_row_of(keys, versions, wide_tables, chains) for keys in keys_by_row]
    _label_blank_rows(printed, form_rows, chains, versions)
    return form_rows


def _form_row_of(
    keys: Sequence[CellKey],
    versions: Mapping[str, str],
    wide_tables: set[str],
    chains: Sequence[Chain],
) -> FormRow | None:
    """The form row that most of these cells belong to.

    `wide_tables` are tables that print several rows of the form side by side in one row.
    """
    if not keys:
        return None
    (table, row), _ = Counter((key.table, key.row) for key in keys).most_common(1)[0]
    index = next(i for i, c in enumerate(chains) if c.table == table and c.form == versions[table])
    rows = [print_.key for print_ in chains[index].prints]
    is_wide = table in wide_tables and "across" in rows
    return FormRow(index, rows.index("across" if is_wide else row))


def _label_blank_rows(
    printed: Sequence[PrintedRow],
    form_rows: list[FormRow | None],
    chains: Sequence[Chain],
    versions: Mapping[str, str],
) -> None:
    """Fill in the form rows of printed rows without figures, by their label or their header."""
    used = [i for i, chain in enumerate(chains) if versions[chain.table] == chain.form]
    last: FormRow | None = None
    for i, row in enumerate(printed):
        if form_rows[i] is None and row.fields and not row.values:
            candidates = [last.chain, *used] if last else used
            matches = (_match_blank(row, printed[i - 1], last, n, chains[n]) for n in candidates)
            form_rows[i] = next((match for match in matches if match), None)
        last = form_rows[i] or last


def _match_blank(
    row: PrintedRow, above: PrintedRow, last: FormRow | None, index: int, chain: Chain
) -> FormRow | None:
    """The row of this chain that a printed row without figures is, None if it is none."""
    start = last.row + 1 if last and last.chain == index else 0
    for i in range(start, len(chain.prints)):
        is_full = len(row.fields) >= len(chain.prints[i].cells)
        if row.labels and is_full and _is_label(row.labels[-1].text, chain, i):
            return FormRow(index, i)
        if not row.labels and not chain.labels[i] and is_full:
            return FormRow(index, i) if _has_header(above, chain) else None
    return None


def _has_header(above: PrintedRow, chain: Chain) -> bool:
    """Whether the row above contains some column headers of the table."""
    return not {strip_numbering(label.text) for label in above.labels}.isdisjoint(
        map(strip_numbering, chain.heads)
    )


def _is_label(text: str, chain: Chain, index: int) -> bool:
    """Whether a text is the label of a row of the chain, without numbering and punctuation."""
    printed, official = strip_numbering(text), strip_numbering(chain.labels[index])
    return len(printed) >= 2 and (printed == official or (len(printed) > 4 and printed in official))


def _find_headers(
    printed: Sequence[PrintedRow],
    form_rows: Sequence[FormRow | None],
    chains: Sequence[Chain],
    forms: Mapping[str, Form],
) -> list[str | None]:
    """The header class of rows that head a table, None for other rows.

    These are rows without figures inside a table, and rows right above it with header words.
    """
    headers: list[str | None] = [None] * len(printed)
    before, previous = -1, None
    for index, form_row in enumerate(form_rows):
        if form_row is None:
            continue
        chain = chains[form_row.chain]
        is_inside = previous is not None and previous.chain == form_row.chain
        header_text = _header_text(forms[chain.form], chain.table)
        for i in range(index - 1, max(before, index - _HEADER_ROWS - 1), -1):
            if printed[i].prose or not (is_inside or _is_header(printed[i], header_text)):
                break
            headers[i] = chain.head
        before, previous = index, form_row
    return headers


def _header_text(form: Form, table: str) -> str:
    """All labels and headers of a table in one string."""
    blocks = form.table(table).blocks
    texts = [text for block in blocks for text in (block.group, block.corner)]
    texts += [text for b in blocks for c in b.columns for text in (c.label, *c.under)]
    texts += [text for b in blocks for r in b.rows for text in (r.label, *r.under)]
    return "|".join(squeeze(text) for text in texts)


def _is_header(row: PrintedRow, header_text: str) -> bool:
    labels = [squeeze(label.text) for label in row.labels]
    return not row.values and any(label and label in header_text for label in labels)
