"""The tables of a report as its form means them: rows matched, fields placed, copies set aside."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from gouji.models.linear import Linear
from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.rebuild.column_context import Context, Row, count_alike, find_context, join_rows
from gouji.pipeline.rebuild.column_placement import place
from gouji.pipeline.rebuild.printed_rows import PrintedRow, rows_from_fragments
from gouji.pipeline.rebuild.row_decoder import Match, align_rows
from gouji.pipeline.rebuild.row_evidence import surroundings
from gouji.pipeline.rebuild.row_lattice import Chain, Lattice
from gouji.pipeline.rebuild.table_placement import Choice, choose
from gouji.pipeline.records import CellKey, Document, Fragment, Grid, Placed

_EMPTY = 0.2  # what an empty field counts beside a filled one
_LEAST = 0.5  # weight of what is some of a table
_HEAD_ROWS = 12  # the tallest header, one cell a line, before its first row


@dataclass(frozen=True, slots=True)
class Decoder:
    """What rebuilding needs: the lattice of all forms, the models, and the identities by form and
    table."""

    lattice: Lattice
    labels: Linear
    columns: Mapping[int, Linear]
    identities: Mapping[tuple[str, str], IdentityIndex]


@dataclass(frozen=True, slots=True)
class Run:
    """One printed copy of a table: its chain, its matches, the rows of its header, and the rows
    between the matches, which head the parts of the table."""

    chain: Chain
    matches: tuple[Match, ...]
    heads: tuple[PrintedRow, ...]
    between: tuple[PrintedRow, ...] = ()

    @property
    def weight(self) -> float:
        """How much of the table this copy shows: its fields, by the certainty of their rows."""
        return sum(
            (len(match.printed.values) + _EMPTY * len(match.printed.fields)) * match.probability
            for match in self.matches
        )


def rebuild(document: Document, forms: Mapping[str, Form], decoder: Decoder) -> tuple[Grid, ...]:
    """One grid for each table of the form; a table that is not printed has empty cells."""
    printed = rows_from_fragments(document.fragments)
    runs = find_runs(printed, decoder)
    tables = [table.table for table in next(iter(forms.values())).tables]
    best = {table: _best(runs, table) for table in tables}
    follow = _form_of(best, forms)
    used = {match.printed.start for run in runs for match in run.matches}
    strays = [row.start for row in printed if row.values and row.start not in used]
    return tuple(
        _grid(table, best[table], runs, forms, follow, decoder, strays) for table in tables
    )


def find_runs(printed: Sequence[PrintedRow], decoder: Decoder) -> tuple[Run, ...]:
    """Every copy of every table, in reading order."""
    matches = align_rows(printed, decoder.lattice, decoder.labels)
    return runs_of(matches, printed, decoder.lattice.chains)


def runs_of(
    matches: Sequence[Match], printed: Sequence[PrintedRow], chains: Sequence[Chain]
) -> tuple[Run, ...]:
    """Matches grouped into copies, each with the rows that head it."""
    starts = [row.start for row in printed]
    runs: list[Run] = []
    behind = 0
    for _, group in groupby(matches, key=lambda match: match.run):
        own = tuple(group)
        first = bisect_left(starts, own[0].printed.start)
        heads = printed[max(behind, first - _HEAD_ROWS) : first + 1]
        behind = bisect_left(starts, own[-1].printed.start) + 1
        matched = {match.printed.start for match in own}
        between = tuple(row for row in printed[first:behind] if row.start not in matched)
        run = Run(chains[own[0].chain], own, tuple(heads), between)
        if runs and _goes_on(runs[-1], run):
            rest = tuple(match for match in own if match.row > runs[-1].matches[-1].row)
            between = runs[-1].between + run.between
            runs[-1] = replace(runs[-1], matches=runs[-1].matches + rest, between=between)
        else:
            runs.append(run)
    return tuple(runs)


def _goes_on(run: Run, other: Run) -> bool:
    """Whether a run is the rest of a table whose last rows a page break printed twice."""
    if run.chain is not other.chain:
        return False
    rows, others = {m.row for m in run.matches}, {m.row for m in other.matches}
    return max(others) > max(rows) and 2 * len(rows & others) < min(len(rows), len(others))


def _best(runs: Sequence[Run], table: str) -> Run | None:
    """The fullest copy of a table, None where it is not printed."""
    return max(_copies(runs, table), key=lambda run: run.weight, default=None)


def _copies(runs: Sequence[Run], table: str) -> list[Run]:
    return [run for run in runs if run.chain.table == table and run.weight > _LEAST]


def _form_of(best: Mapping[str, Run | None], forms: Mapping[str, Form]) -> str:
    """The form that a table without a copy follows: that of `requests`, else of another."""
    found = [run.chain.form for run in (best.get("requests"), *best.values()) if run]
    return found[0] if found else list(forms)[-1]


def _grid(
    table: str,
    run: Run | None,
    runs: Sequence[Run],
    forms: Mapping[str, Form],
    follow: str,
    decoder: Decoder,
    strays: Sequence[int],
) -> Grid:
    if run is None:
        keys = [key for key, _, _ in forms[follow].table(table).cells()]
        return Grid(table, follow, tuple(Placed(key, None) for key in keys), copies=0)
    # The two forms print `remedies` alike: the version is then the one of `requests`.
    form = follow if _same_cells(table, run.chain.form, follow, forms) else run.chain.form
    placed = {one.key: one for one in _place_all(run, decoder, forms[run.chain.form])}
    known = surroundings(run.chain, run.matches, strays)
    keys = [key for key, _, _ in forms[form].table(table).cells()]
    cells = (placed.get(key, Placed(key, None)) for key in keys)
    return Grid(
        table,
        form,
        tuple(
            Placed(key, field, support + known.get(key, ()), blurred)
            for key, field, support, blurred in cells
        ),
        begins=tuple(one.matches[0].printed.start for one in _copies(runs, table)),
        copies=sum(1 for one in runs if one.chain.table == table and 2 * one.weight > run.weight),
        headers=tuple(_headers(run, forms[form], table)),
    )


def _same_cells(table: str, one: str, other: str, forms: Mapping[str, Form]) -> bool:
    return list(forms[one].table(table).cells()) == list(forms[other].table(table).cells())


def _place_all(run: Run, decoder: Decoder, form: Form) -> Iterator[Placed]:
    rows = run_rows(run)
    candidates = [
        place(row, context, decoder.columns[len(row.print.cells)])
        for row, context in zip(rows, contexts(rows, run, form), strict=True)
    ]
    for choice in choose(rows, candidates, decoder.identities[run.chain.form, run.chain.table]):
        yield from _placed(choice)


def run_rows(run: Run) -> tuple[Row, ...]:
    """The rows of the form that a copy shows, their broken pieces joined."""
    prints = run.chain.prints
    return join_rows([(m.printed, prints[m.row], m.probability) for m in run.matches])


def contexts(rows: Sequence[Row], run: Run, form: Form) -> list[Context]:
    """What each row may know of its table."""
    heads = "".join(squeeze(label.text) for row in run.heads for label in row.labels)
    by_width = {
        width: find_context(
            [row for row in rows if len(row.print.cells) == width],
            heads,
            _labels(form, width, rows),
            [label for row in run.heads for label in row.labels],
        )
        for width in {len(row.print.cells) for row in rows}
    }
    return [
        by_width[len(row.print.cells)]._replace(alike=alike)
        for row, alike in zip(rows, count_alike(rows), strict=True)
    ]


def _labels(form: Form, width: int, rows: Sequence[Row]) -> list[str]:
    one = next(row.print for row in rows if len(row.print.cells) == width)
    return [form.columns[key].label for key in one.cells] if width > 1 else []


def _placed(choice: Choice) -> Iterator[Placed]:
    row = choice.row
    shared = (
        *choice.support,
        ("row", row.probability),
        ("full", float(len(row.fields) == len(row.print.cells))),
        ("filled", float(sum(1 for f in row.fields if f.text) == len(row.print.cells))),
        ("labelled", float(bool(row.labels))),
        ("touching", float(row.touching)),
        ("blurred", float(row.blurred)),
        ("streamed", float(row.streamed)),
        ("values", float(len([field for field in row.fields if field.text]))),
        ("weakest", min(choice.certainty)),
    )
    columns = zip(
        row.print.cells, choice.placement.fields, choice.certainty, choice.exactness, strict=True
    )
    for key, field, certainty, exactness in columns:
        support = (*shared, ("column", certainty), ("exact", exactness))
        fragment = None if field is None else row.fields[field]
        yield Placed(key, fragment, support, blurred=fragment is not None and row.blurred)


def _headers(run: Run, form: Form, table: str) -> Iterator[tuple[CellKey, str]]:
    """What the heads over cells of money say."""
    fragments = [label for row in _all_heads(run) for label in row.labels]
    for key, column, _ in form.table(table).cells():
        if column.kind in ("yuan", "wan_yuan"):
            yield key, _closest(fragments, column.label)


def _all_heads(run: Run) -> list[PrintedRow]:
    return [*run.heads, *run.between, *(match.printed for match in run.matches)]


def _closest(fragments: Sequence[Fragment], label: str) -> str:
    """The text of the fragment that shares most of the label's characters, or nothing."""
    want = set(squeeze(label.split("（")[0]))
    best = max(fragments, key=lambda f: _share(want, f.text), default=None)
    return best.text if best and _share(want, best.text) >= 0.7 else ""


def _share(want: set[str], text: str) -> float:
    have = set(squeeze(text))
    return len(want & have) / len(want) - 0.01 * max(0, len(have) - len(want) - 12)
