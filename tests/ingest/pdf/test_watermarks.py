"""Watermarks that lie along the lines of a page, and pale figures that are none."""

from __future__ import annotations

import pytest

from tests.ingest.pdf.printed import print_pdf, table
from tests.ingest.pdf.test_visibility import ROWS, over, texts


@pytest.mark.parametrize("top", ["-1mm", "3mm", "6mm"])
@pytest.mark.parametrize(
    "style",
    [
        pytest.param("font-size: 30pt; opacity: .2", id="large"),
        pytest.param("font-size: 20pt; color: #ccc", id="light grey"),
        pytest.param("font-size: 14pt; opacity: .15", id="transparent"),
        pytest.param("font-size: 18pt; color: rgba(200, 0, 0, .25)", id="transparent red"),
    ],
)
def test_a_level_watermark_over_the_cells_is_not_read(style: str, top: str) -> None:
    place = f"position: absolute; left: 55mm; white-space: nowrap; top: {top}"
    mark = f"<div style='{place}; {style}'>内部2022</div>"
    assert texts(print_pdf(table(ROWS) + mark)) == ROWS


@pytest.mark.parametrize("style", ["color: #ccc", "opacity: .3", "color: #bbb; font-size: 12pt"])
def test_pale_figures_in_their_cells_are_read(style: str) -> None:
    pale = [[f"<span style='{style}'>{text}</span>" for text in row[1:]] for row in ROWS[1:]]
    rows = [ROWS[0], *([row[0], *cells] for row, cells in zip(ROWS[1:], pale, strict=True))]
    assert texts(print_pdf(table(rows))) == ROWS


def test_a_pale_page_is_read() -> None:
    assert texts(print_pdf(f"<div style='color: #bbb'>{table(ROWS)}</div>")) == ROWS


def test_pale_figures_filled_in_over_a_form_are_read() -> None:
    form = [ROWS[0], *([row[0], "", ""] for row in ROWS[1:])]
    hide = (
        "<style>td { color: #bbb } td:first-child, tr:first-child td { color: transparent }</style>"
    )
    data = over(print_pdf(table(form)), print_pdf(hide + table(ROWS), border="0"), b"")
    assert any("345" in text for row in texts(data) for text in row)


@pytest.mark.parametrize("shadow", ["0.8pt 0.8pt 0 #ccc", "1.5pt 1.5pt 0 rgba(0, 0, 0, .2)"])
def test_pale_shadows_take_no_figure_away(shadow: str) -> None:
    style = f"<style>td {{ text-shadow: {shadow} }}</style>"
    assert texts(print_pdf(style + table(ROWS))) == ROWS
