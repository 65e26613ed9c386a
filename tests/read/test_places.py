"""The place of a cell on its page: what the text layer has inside the box is what was read."""

from __future__ import annotations

from random import Random

import pypdfium2
import pytest

from pipeline.extract import Kit, extract
from training.corpus.media import draw_media_sample


@pytest.mark.parametrize(("medium", "number"), [("pdf-ruled", 1), ("pdf-unruled", 0)])
def test_the_characters_in_the_box_of_every_cell_spell_its_raw(
    medium: str, number: int, kit: Kit
) -> None:
    sample = draw_media_sample(Random(f"places/{number}"), kit.forms, "a", medium)
    report = extract(sample.data, sample.name, kit)
    pages = list(pypdfium2.PdfDocument(sample.data))
    layers = [page.get_textpage() for page in pages]
    placed = [cell for cell in report.cells if cell.status in ("read", "blank")]
    assert len(placed) > 150
    for cell in placed:
        assert cell.page and cell.box and cell.raw is not None
        height = pages[cell.page - 1].get_height()
        x0, y0, x1, y1 = cell.box
        inside = layers[cell.page - 1].get_text_bounded(x0, height - y1, x1, height - y0)
        assert "".join(inside.split()) == "".join(cell.raw.split()), cell.key
