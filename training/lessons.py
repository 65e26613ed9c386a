"""What the models learn from: samples read as the product reads them, with the truth beside.

The marked twin of a sample tells where every figure stands, so each printed row is known by
the figures in it, each field by its column, each heading by its section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gouji.models import headings as heading_model
from gouji.models import labels as label_model
from gouji.models import steps as step_model
from gouji.models.labels import NOISE
from gouji.pipeline.forms.form import Form
from gouji.pipeline.ingest import ingest
from gouji.pipeline.language.normalise import core, squeeze
from gouji.pipeline.locate.headings import find_candidates, heading_features
from gouji.pipeline.rebuild.label_variants import label_features
from gouji.pipeline.rebuild.printed_rows import PrintedRow, rows_from_fragments
from gouji.pipeline.rebuild.table_chains import Chain, chains_of, print_class
from gouji.pipeline.rebuild.word_values import is_cut
from gouji.pipeline.records import CellKey, Document, Span
from gouji.training.corpus.renderings.links import find_linked
from gouji.training.corpus.reports.marks import unmark
from gouji.training.corpus.samples import Sample

_ABOVE = 40  # how far over its first row a table's header can begin, one cell a line


@dataclass(frozen=True, slots=True)
class Lesson:
    """A sample as read: its document, the cell at each field's start, the headings' places."""

    sample: Sample
    document: Document
    cells: Mapping[int, CellKey]
    headings: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A printed row and what it is: a row of a chain, else the class of its label."""

    printed: PrintedRow
    name: str
    chain: int | None = None
    row: int | None = None


def read_lesson(sample: Sample) -> Lesson:
    """Ingest a sample and find what is marked in it."""
    document = sample.document
    places = _find_places(sample, document)
    cells: dict[int, CellKey] = {}
    headings: dict[int, str] = {}
    for index, spans in places.items():
        mark = sample.marks[index]
        for span in spans:
            if mark.key is not None:
                cells[span.start] = mark.key
            elif mark.kind == "heading":
                headings[span.start] = mark.section
    return Lesson(sample, document, cells, headings)


def _find_places(sample: Sample, document: Document) -> dict[int, tuple[Span, ...]]:
    """Where the marked items stand: by their links, or in the marked twin, whose text differs only
    in the marked characters."""
    if sample.file and not sample.twin:
        return find_linked(sample.file, document, sample.marks)
    written = sample.is_html or sample.twin
    text = ingest(sample.marked, sample.name).text if written else sample.marked_text
    return unmark(text, sample.marks)[1]


def label_rows(lesson: Lesson, forms: Mapping[str, Form]) -> list[LabelledRow]:
    """Every printed row of a sample with its class."""
    printed = rows_from_fragments(lesson.document.fragments)
    chains = chains_of(forms)
    versions = lesson.sample.forms
    keys = [_keys(row, lesson.cells) for row in printed]
    across = {key.table for own in keys for key in own if len({k.row for k in own}) > 1}
    known = [_row_class(own, versions, across, chains) for own in keys]
    _name_blank_rows(printed, known, chains, versions)
    heads = _heads(printed, known, chains, forms)
    for i in range(1, len(printed)):
        if is_cut(printed[i - 1], printed[i]) and known[i] == known[i - 1]:
            known[i] = None  # words in a place of values are no label
    return [
        LabelledRow(row, print_class(chains[one[0]].prints[one[1]]), *one)
        if one
        else LabelledRow(row, head or NOISE)
        for row, one, head in zip(printed, known, heads, strict=True)
    ]


def _keys(row: PrintedRow, cells: Mapping[int, CellKey]) -> list[CellKey]:
    return [cells[field.start] for field in row.values if field.start in cells]


Place = tuple[int, int]  # chain, row


def _row_class(
    keys: list[CellKey], versions: Mapping[str, str], across: set[str], chains: Sequence[Chain]
) -> Place | None:
    if not keys:
        return None
    (table, row), _ = Counter((key.table, key.row) for key in keys).most_common(1)[0]
    number = next(i for i, c in enumerate(chains) if c.table == table and c.form == versions[table])
    names = [one.key for one in chains[number].prints]
    wide = table in across and "across" in names
    return number, names.index("across" if wide else row)


def _name_blank_rows(
    printed: Sequence[PrintedRow],
    known: list[Place | None],
    chains: Sequence[Chain],
    versions: Mapping[str, str],
) -> None:
    """Rows of empty fields only: told by their label, or by the heads over them."""
    own = [n for n, chain in enumerate(chains) if versions[chain.table] == chain.form]
    last: Place | None = None
    for i, row in enumerate(printed):
        if known[i] is None and row.fields and not row.values:
            first = [last[0], *own] if last else own
            ways = (_find_blank(row, printed[i - 1], last, n, chains[n]) for n in first)
            known[i] = next((way for way in ways if way), None)
        last = known[i] or last


def _find_blank(
    row: PrintedRow, above: PrintedRow, last: Place | None, number: int, chain: Chain
) -> Place | None:
    """The row of this chain that an empty one is, None if it is none."""
    start = last[1] + 1 if last and last[0] == number else 0
    for i in range(start, len(chain.prints)):
        wide = len(chain.prints[i].cells)
        if row.labels and len(row.fields) >= wide and _is_label(row.labels[-1].text, chain, i):
            return number, i
        if not row.labels and not chain.labels[i] and len(row.fields) >= wide:
            return (number, i) if _is_headed(above, chain) else None
    return None


def _is_headed(above: PrintedRow, chain: Chain) -> bool:
    """Whether some heads of the table stand right above, whatever others are called there."""
    return not {core(label.text) for label in above.labels}.isdisjoint(map(core, chain.heads))


def _is_label(text: str, chain: Chain, number: int) -> bool:
    """Whether a label is this row's, its numbering and punctuation left aside."""
    here, label = core(text), core(chain.labels[number])
    return len(here) >= 2 and (here == label or (len(here) > 4 and here in label))


def _heads(
    printed: Sequence[PrintedRow],
    known: Sequence[Place | None],
    chains: Sequence[Chain],
    forms: Mapping[str, Form],
) -> list[str | None]:
    """The class of rows that head a table: those inside it, and the labels right above it."""
    heads: list[str | None] = [None] * len(printed)
    rows = [i for i, one in enumerate(known) if one]
    for a, b in zip([-1, *rows], rows, strict=False):
        place = known[b]
        assert place is not None
        chain = chains[place[0]]
        before = known[a] if a >= 0 else None
        inside = before is not None and before[0] == place[0]
        words = _head_words(forms[chain.form], chain.table)
        for i in range(b - 1, max(a, b - _ABOVE - 1), -1):
            if printed[i].prose or not (inside or _is_head(printed[i], words)):
                break
            heads[i] = chain.head
    return heads


def _head_words(form: Form, table: str) -> str:
    blocks = form.table(table).blocks
    texts = [text for block in blocks for text in (block.group, block.corner)]
    texts += [text for b in blocks for c in b.columns for text in (c.label, *c.under)]
    texts += [text for b in blocks for r in b.rows for text in (r.label, *r.under)]
    return "|".join(squeeze(text) for text in texts)


def _is_head(row: PrintedRow, words: str) -> bool:
    labels = [squeeze(label.text) for label in row.labels]
    return not row.values and any(label and label in words for label in labels)


def label_lessons(rows: Sequence[LabelledRow]) -> Iterator[tuple[label_model.Features, str]]:
    """Every reading of every label with its class."""
    readings = label_features([one.printed for one in rows])
    for ways, one in zip(readings, rows, strict=True):
        for way in ways:
            yield way, one.name


def step_lessons(rows: Sequence[LabelledRow]) -> Iterator[step_model.Features]:
    """The steps between neighbouring printed rows."""
    last: Place | None = None
    between = False
    for one in rows:
        if one.chain is None or one.row is None:
            if last:
                yield step_model.Features("stay" if between else "between")
            between = True
            continue
        if last and last[0] == one.chain and one.row > last[1]:
            yield step_model.Features("advance", one.row - last[1])
        elif last and last == (one.chain, one.row):
            yield step_model.Features("again")
        else:
            yield step_model.Features("leave")
        last, between = (one.chain, one.row), False


def heading_lessons(lesson: Lesson) -> Iterator[tuple[heading_model.Features, str]]:
    """Candidate lines with the section they open."""
    candidates = find_candidates(lesson.document)
    for one, features in zip(candidates, heading_features(candidates), strict=True):
        inside = (s for at, s in lesson.headings.items() if one.start <= at < one.end)
        yield features, next(inside, heading_model.NONE)
