"""Cell accuracy of gouji, Camelot, pdfplumber, python-docx, RapidOCR and img2table on the same
reports.

The other tools give tables. A row is matched to the form by its label, without its number, if the
similarity is at least `MIN_SIMILARITY`; its last cells are taken as the figures. The other tools
are given the form of each table, and their numbers are parsed like ours. A cell that they do not
find counts as absent.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from random import Random

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import ACROSS, Form, LayoutRow
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import Cell, CellKey
from gouji.training.corpus.renderings.media import MEDIA, draw_media_sample
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.sample_scores import ScoredSample, score_sample
from gouji.training.evaluation.scoring import CellScore, score_cells, summarise

HERE = Path(__file__).parent
OTHER_PYTHON = HERE.parents[1] / "build" / "others" / "bin" / "python"
# The tools that read scans, each in an environment of its own.
OCR_TOOLS = {
    "RapidOCR + rows and columns": HERE.parents[1] / "build" / "rapidocr" / "bin" / "python",
    "img2table + RapidOCR": HERE.parents[1] / "build" / "img2table" / "bin" / "python",
}
SEED = 20265
SURE = 0.99  # Confidence of a cell that nobody would look at.
RATES = (
    "reports", "cells right", "wrong values", "wholly right", "wrong cells below trust",
    "wrong at ≥ 0.99", "doubted", "falsely broken",
)  # fmt: skip
# Similarity (difflib ratio) above which a printed label matches a label of the form.
MIN_SIMILARITY = 0.8
NUMBER = re.compile(r"^[(（]?[一二三四五六七八九十㈠-㈩\d]+[)）、.．，]*")
Table = list[list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3, help="reports of each medium")
    parser.add_argument("--others", type=Path, default=OTHER_PYTHON, help="the other tools' Python")
    parser.add_argument("--media", default="", help="beginnings of names of media, with commas")
    arguments = parser.parse_args()
    if not any(map(Path.is_file, (arguments.others, *OCR_TOOLS.values()))):
        print("跳过：没有安装其他工具 · skipped: the other tools are not installed")
        return
    kit = load_kit(FOLDER)
    print_row("undamaged reports", "reader", RATES)
    print(f"|---|---|{'--:|' * len(RATES)}")
    for medium in MEDIA:
        if MEDIA[medium].is_installed and medium.startswith(tuple(arguments.media.split(","))):
            compare(kit, medium, arguments.count, arguments.others)


def compare(kit: Kit, medium: str, count: int, others: Path) -> None:
    """Print the rates of each reader on the same reports."""
    samples = [draw(kit, medium, number) for number in range(count)]
    read_samples = [score_sample(sample, kit) for sample in samples]
    rates = measure_rates([read.scores for read in read_samples])
    print_row(medium, "`gouji`", (*rates, *measure_doubt(read_samples, kit.config.trust)))
    read_tables = read_by_ocr if medium.startswith("scan-") else partial(read_others, others)
    for tool, files in read_tables(samples).items():
        scores = [score_tables(files[sample.name], sample, kit) for sample in samples]
        print_row(medium, f"{tool} alone", measure_rates(scores))


def draw(kit: Kit, medium: str, number: int) -> Sample:
    return draw_media_sample(Random(f"{SEED}/{number}"), kit.forms, f"{number}", medium)


def measure_rates(scores: Sequence[Sequence[CellScore]]) -> tuple[str, ...]:
    """Reports, the shares of right cells and of wrong values, and the reports wholly right."""
    rates = summarise([cell for report in scores for cell in report], 0.0)
    whole = sum(all(cell.right for cell in report) for report in scores)
    return str(len(scores)), f"{rates.cells:.2%}", f"{rates.wrong_values:.3%}", str(whole)


def measure_doubt(samples: Sequence[ScoredSample], trust: float) -> tuple[str, ...]:
    """Wrong cells below trust, those at or above 0.99, the share of cells that are doubted, and the
    rules that are falsely called broken."""
    cells = [cell for sample in samples for cell in sample.scores]
    wrong = [cell.confidence for cell in cells if not cell.right]
    caught = sum(confidence < trust for confidence in wrong)
    sure = sum(confidence >= SURE for confidence in wrong)
    doubted = sum(cell.confidence < trust for cell in cells) / len(cells)
    false = sum(len(sample.found_rules - sample.true_rules) for sample in samples)
    return f"{caught} of {len(wrong)}", str(sure), f"{doubted:.1%}", str(false)


def print_row(medium: str, reader: str, rates: Sequence[str]) -> None:
    missing = ["–"] * (len(RATES) - len(rates))
    print(f"| {' | '.join((medium, reader, *rates, *missing))} |", flush=True)


def read_others(python: Path, samples: Sequence[Sample]) -> dict[str, dict[str, list[Table]]]:
    """The tables that each tool finds in each file, by tool and file name."""
    if not python.is_file():
        return {}
    return _run([str(python), str(HERE / "other_tools.py")], samples)


def read_by_ocr(samples: Sequence[Sample]) -> dict[str, dict[str, list[Table]]]:
    """The tables that the installed tools find in scans, by tool and file name."""
    found: dict[str, dict[str, list[Table]]] = {}
    for tool, python in OCR_TOOLS.items():
        if python.is_file():
            found |= _run([str(python), str(HERE / "ocr_tools.py"), tool], samples)
    return found


def _run(command: Sequence[str], samples: Sequence[Sample]) -> dict[str, dict[str, list[Table]]]:
    """What a script prints that gets the folder of the samples as its last argument."""
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples:
            (Path(folder) / sample.name).write_bytes(sample.data)
        done = subprocess.run([*command, folder], stdout=subprocess.PIPE, check=True)
    tables: dict[str, dict[str, list[Table]]] = json.loads(done.stdout)
    return tables


def score_tables(tables: Sequence[Table], sample: Sample, kit: Kit) -> tuple[CellScore, ...]:
    absent = {key: Cell(sample.forms[key.table], key, "absent") for key in sample.cells}
    cells: dict[CellKey, Cell] = {}
    for name, version in sample.forms.items():
        form = kit.forms[version]
        for row in form.table(name).layout_rows():
            figures = find_figures(tables, row, form)
            for key, raw in zip(row.cells, figures, strict=False):
                status, value = parse_cell(squeeze(raw), form.columns[key].kind)
                cells.setdefault(key, Cell(version, key, status, value, raw))
    return score_cells(list((absent | cells).values()), sample, ())


def find_figures(tables: Sequence[Table], form_row: LayoutRow, form: Form) -> list[str]:
    """The last cells of the row with the most similar label; empty if no label matches."""
    width = len(form_row.cells)
    if form_row.key == ACROSS:
        rows = list(_rows_below(tables, form.columns[form_row.cells[0]].label))
        return next((row[-width:] for row in rows if len(row) >= width), [])
    label = _without_number(form.rows[form_row.cells[0]].label)
    candidates = [(_similarity(row, label, width), row) for table in tables for row in table]
    best = max(candidates, key=lambda pair: pair[0], default=(0.0, []))
    return best[1][-width:] if best[0] >= MIN_SIMILARITY else []


def _without_number(label: str) -> str:
    """A label without its number."""
    return NUMBER.sub("", squeeze(label))


def _similarity(row: Sequence[str], label: str, width: int) -> float:
    """The greatest similarity (0 to 1) between the label and a cell before the figures."""
    matcher = SequenceMatcher(b=label, autojunk=False)
    best = 0.0
    for cell in row[:-width]:
        matcher.set_seq1(_without_number(cell))
        if matcher.quick_ratio() > best:
            best = max(best, matcher.ratio())
    return best


def _rows_below(tables: Sequence[Table], header: str) -> Iterator[list[str]]:
    """The rows without words in tables that have this header."""
    for table in tables:
        if any(squeeze(header) in squeeze(cell) for row in table for cell in row):
            yield from (row for row in table if not any(map(_has_words, row)))


def _has_words(cell: str) -> bool:
    return any("一" <= char <= "鿿" and char != "无" for char in cell)


if __name__ == "__main__":
    main()
