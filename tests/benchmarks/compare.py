"""How many cells come out right, beside what people use today: Camelot, pdfplumber, python-docx.

The others give tables; a row is found by its label, its number aside and at least four fifths
alike, and its figures are its last cells. They are told which form each table follows, and read
numbers as we do; what they do not find counts as lost, which is right where it is.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import ACROSS, Form, Print
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import Cell, CellKey
from gouji.training.corpus.renderings.media import MEDIA, draw_media_sample
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.sample_scores import score_sample
from gouji.training.evaluation.scoring import CellScore, score_cells, summarise

HERE = Path(__file__).parent
OTHERS = HERE.parents[1] / "build" / "others" / "bin" / "python"
SEED = 20265
ALIKE = 0.8
NUMBER = re.compile(r"^[(（]?[一二三四五六七八九十㈠-㈩\d]+[)）、.．，]*")
Table = list[list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3, help="reports of each medium")
    parser.add_argument("--others", type=Path, default=OTHERS, help="the other tools' Python")
    arguments = parser.parse_args()
    if not arguments.others.is_file():
        print("跳过：没有安装其他工具 · skipped: the other tools are not installed")
        return
    kit = load_kit(FOLDER)
    print("| undamaged reports | reader | reports | cells right | wrong values |")
    print("|---|---|--:|--:|--:|")
    for medium in (name for name in MEDIA if MEDIA[name].is_installed):
        samples = [draw(kit, medium, number) for number in range(arguments.count)]
        show(medium, "`gouji`", [score_sample(sample, kit).scores for sample in samples])
        for tool, files in read_others(arguments.others, samples).items():
            show(medium, f"{tool} alone", [score(files[one.name], one, kit) for one in samples])


def draw(kit: Kit, medium: str, number: int) -> Sample:
    return draw_media_sample(Random(f"{SEED}/{number}"), kit.forms, f"{number}", medium)


def show(medium: str, reader: str, scores: Sequence[Sequence[CellScore]]) -> None:
    rates = summarise([score for own in scores for score in own], 0.0)
    row = (medium, reader, str(len(scores)), f"{rates.cells:.2%}", f"{rates.wrong_values:.3%}")
    print(f"| {' | '.join(row)} |", flush=True)


def read_others(python: Path, samples: Sequence[Sample]) -> dict[str, dict[str, list[Table]]]:
    """The tables that each tool finds in each file."""
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples:
            (Path(folder) / sample.name).write_bytes(sample.data)
        command = [str(python), str(HERE / "others.py"), folder]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, dict[str, list[Table]]] = json.loads(done.stdout)
    return found


def score(tables: Sequence[Table], sample: Sample, kit: Kit) -> tuple[CellScore, ...]:
    lost = {key: Cell(sample.forms[key.table], key, "absent") for key in sample.cells}
    cells: dict[CellKey, Cell] = {}
    for name, version in sample.forms.items():
        form = kit.forms[version]
        for one in form.table(name).prints():
            figures = find_figures(tables, one, form)
            for key, raw in zip(one.cells, figures, strict=False):
                status, value = parse_cell(squeeze(raw), form.columns[key].kind)
                cells.setdefault(key, Cell(version, key, status, value, raw))
    return score_cells(list((lost | cells).values()), sample, ())


def find_figures(tables: Sequence[Table], one: Print, form: Form) -> list[str]:
    """The last cells of the row whose label is most like the form's, if one is."""
    width = len(one.cells)
    if one.key == ACROSS:
        rows = list(_rows_under(tables, form.columns[one.cells[0]].label))
        return next((row[-width:] for row in rows if len(row) >= width), [])
    label = _bare(form.rows[one.cells[0]].label)
    likely = [(_alike(row, label, width), row) for table in tables for row in table]
    best = max(likely, key=lambda pair: pair[0], default=(0.0, []))
    return best[1][-width:] if best[0] >= ALIKE else []


def _bare(label: str) -> str:
    """A label without its number."""
    return NUMBER.sub("", squeeze(label))


def _alike(row: Sequence[str], label: str, width: int) -> float:
    """How like the label one of the cells before the figures is."""
    matcher = SequenceMatcher(b=label, autojunk=False)
    best = 0.0
    for cell in row[:-width]:
        matcher.set_seq1(_bare(cell))
        if matcher.quick_ratio() > best:
            best = max(best, matcher.ratio())
    return best


def _rows_under(tables: Sequence[Table], head: str) -> Iterator[list[str]]:
    """The rows without writing in tables that have this head."""
    for table in tables:
        if any(squeeze(head) in squeeze(cell) for row in table for cell in row):
            yield from (row for row in table if not any(map(_is_written, row)))


def _is_written(cell: str) -> bool:
    return any("一" <= char <= "鿿" and char != "无" for char in cell)


if __name__ == "__main__":
    main()
