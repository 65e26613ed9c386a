"""Marks and figures of which OCR makes nothing: each inked place stays one, and its neighbours stay
where they are."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.layout.page import DOUBTED
from gouji.pipeline.records import Fragment
from gouji.training.corpus.renderings.scans import spoil_as_scan
from tests.ingest.scan.pages import HEADING, NOTE, draw, save, to_pixels

CASES = json.loads(
    (Path(__file__).parents[2] / "cases" / "scan" / "lone_marks.json").read_text("utf-8")
)
LABELS = ["予以公开", "部分公开", "属于国家秘密", "属于行政查询事项"]
DASHES = str.maketrans("－—–一", "----")


def print_rows(rows: list[list[str]], case: dict[str, Any]) -> str:
    border = "0.5pt solid black" if case["ruled"] else "none"
    style = f'font-family: "{case["font"]}"; font-size: {case["size"]}pt; color: {case["colour"]}'
    cells = [
        "<tr>"
        + f"<td class=label>{label}</td>"
        + "".join(f"<td>{text}</td>" for text in row)
        + "</tr>"
        for label, row in zip(LABELS, rows, strict=True)
    ]
    return (
        f"<style>td {{ width: {case['width']}pt; text-align: center; border: {border}; {style} }}"
        f" td.label {{ width: 90pt }} table {{ border-collapse: collapse }}</style>"
        f"<p>{HEADING}</p><table>{''.join(cells)}</table><p>{NOTE}</p>"
    )


def read_rows(case: dict[str, Any]) -> dict[str, list[Fragment]]:
    """The fields of each row behind its label."""
    page = to_pixels(draw(print_rows(case["rows"], case), dpi=case["dpi"])).copy()
    spoiled = spoil_as_scan(Random(case["why"]), page, case["dpi"])
    data = save(Image.fromarray(np.asarray(spoiled)), "PNG", dpi=(case["dpi"], case["dpi"]))
    rows: dict[int, list[Fragment]] = {}
    for fragment in ingest(data, "a.png").fragments:
        rows.setdefault(fragment.row, []).append(fragment)
    return {row[0].text.replace(" ", ""): row[1:] for row in rows.values()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_an_inked_place_stays_a_place(case: dict[str, Any]) -> None:
    found = read_rows(case)
    for label, printed in zip(LABELS, case["rows"], strict=True):
        fields = found[label]
        assert len(fields) == len(printed), (label, [field.text for field in fields])
        for text, field in zip(printed, fields, strict=True):
            is_same = field.text.translate(DASHES) == text.translate(DASHES)
            assert is_same or field.score <= DOUBTED, (label, text, field.text, field.score)
            assert bool(field.text) == bool(text), (label, text, field.text)
