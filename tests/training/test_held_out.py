"""Spoilings and faces of scans that are kept out of training: they are drawn as they are named."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from gouji.configs import FOLDER
from gouji.pipeline.kit import load_kit
from gouji.training.corpus.renderings.held_out import FACES, SPOILINGS, has_face
from gouji.training.corpus.renderings.media import MEDIA, TRAINING_MEDIA, draw_media_sample
from gouji.training.corpus.renderings.scans import draw_pages, spoil_as_scan
from tests.ingest.scan.pages import draw, to_pixels

HELD_OUT = [f"scan-{name}" for name in (*SPOILINGS, *FACES)]


def test_none_is_in_training() -> None:
    assert len(SPOILINGS) == 3 and len(FACES) == 2
    assert set(HELD_OUT) <= set(MEDIA)
    assert set(HELD_OUT).isdisjoint(TRAINING_MEDIA)


@pytest.mark.parametrize("name", SPOILINGS)
def test_a_spoiling_changes_the_page_and_leaves_its_text(name: str) -> None:
    page = to_pixels(draw())
    spoiled, again = (SPOILINGS[name](Random(3), page.copy(), 200) for _ in range(2))
    plain = spoil_as_scan(Random(3), page.copy(), 200)
    assert spoiled.shape == page.shape and (spoiled == again).all()
    assert np.abs(spoiled.astype(int) - plain).mean() > 1
    assert (spoiled < 100).mean() >= 0.5 * (plain < 100).mean()


@pytest.mark.parametrize("name", FACES)
def test_a_face_is_printed(name: str) -> None:
    if not has_face(name):
        pytest.skip(f"{FACES[name]} is not installed")
    forms = load_kit(FOLDER).forms
    held_out, known = (
        draw_media_sample(Random("face"), forms, "a", medium)
        for medium in (f"scan-{name}", "scan-200")
    )
    assert held_out.cells == known.cells
    pages = draw_pages(held_out.data, 50), draw_pages(known.data, 50)
    assert len(pages[0]) != len(pages[1]) or (pages[0][0] != pages[1][0]).any()
