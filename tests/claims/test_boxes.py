"""Boxes of cells, claims and headings: the text layer in the box is the text that was read."""

from __future__ import annotations

from random import Random

import pypdfium2
import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Box, Report
from gouji.training.corpus.renderings.media import draw_media_sample

Printed = tuple[Report, "Layers"]


class Layers:
    """The text layers of a PDF's pages."""

    def __init__(self, data: bytes) -> None:
        self.pages = list(pypdfium2.PdfDocument(data))
        self.texts = [page.get_textpage() for page in self.pages]

    def inside(self, page: int, box: Box | None = None) -> str:
        """The characters of a page, or in a box on it, without spaces."""
        width, height = self.pages[page - 1].get_size()
        x0, y0, x1, y1 = box or (0, 0, width, height)
        found = self.texts[page - 1].get_text_bounded(x0, height - y1, x1, height - y0)
        return "".join(found.split())


@pytest.fixture(scope="module", params=[("pdf-ruled", 1), ("pdf-unruled", 2)], ids=str)
def printed(request: pytest.FixtureRequest, kit: Kit) -> Printed:
    medium, number = request.param
    sample = draw_media_sample(Random(f"places/{number}"), kit.forms, "a", medium)
    return extract(sample.data, sample.name, kit), Layers(sample.data)


def test_the_characters_in_the_box_of_every_cell_spell_its_raw(printed: Printed) -> None:
    report, layers = printed
    placed = [cell for cell in report.cells if cell.status in ("read", "blank")]
    assert len(placed) > 150
    for cell in placed:
        assert cell.page and cell.cell_box and cell.raw is not None
        assert layers.inside(cell.page, cell.cell_box) == "".join(cell.raw.split()), cell.key


def test_the_box_of_every_claim_is_that_of_the_line_with_its_figure(printed: Printed) -> None:
    report, layers = printed
    assert report.claims
    for claim in report.claims:
        assert claim.page and claim.box
        figure = report.document.text[claim.start : claim.end]
        line = layers.inside(claim.page, claim.box)
        assert "".join(figure.split()) in line, claim
        assert line in "".join(report.document.text.split())


def test_every_heading_is_on_its_page(printed: Printed) -> None:
    report, layers = printed
    assert len(report.sections) > 3
    pages = [section.page or 0 for section in report.sections]
    assert pages == sorted(pages)
    for section in report.sections:
        assert section.page
        assert "".join(section.title.split()) in layers.inside(section.page)
