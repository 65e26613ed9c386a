"""What files teach: where their figures and headings stand, and how they are kept once read."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

import pytest

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest import ingest
from gouji.pipeline.kit import Kit
from gouji.training.corpus.ingested import read_document
from gouji.training.corpus.renderings.media import MEDIA, TAUGHT, draw_media_sample
from gouji.training.lessons import label_rows, read_lesson
from tests.ingest.pdf.printed import print_pdf, table

LINKED = [name for name in MEDIA if name.startswith("pdf-chromium") and MEDIA[name].is_here]


@pytest.mark.parametrize("medium", sorted({*TAUGHT, *LINKED}))
def test_every_figure_and_heading_of_a_file_is_found(medium: str, kit: Kit) -> None:
    sample = draw_media_sample(Random("files/1"), kit.forms, "a", medium)
    lesson = read_lesson(sample)
    printed = {key: truth.raw for key, truth in sample.cells.items() if truth.raw}
    found = {key: start for start, key in lesson.cells.items()}
    assert found.keys() == printed.keys()
    for key, raw in printed.items():
        assert lesson.document.text.startswith(raw, found[key]), key
    assert sorted(lesson.headings.values()) == sorted(one.section for one in sample.headings)


@pytest.mark.parametrize("medium", ["pdf-ruled", "pdf-unruled", "docx"])
def test_the_rows_of_a_file_are_known(medium: str, kit: Kit) -> None:
    sample = draw_media_sample(Random("files/2"), kit.forms, "a", medium)
    rows = [one for one in label_rows(read_lesson(sample), kit.forms) if one.row is not None]
    keys = {(key.table, key.row) for key in sample.cells if key.table == "requests"}
    named = [one for one in rows if one.name.startswith("requests")]
    assert len({one.name for one in named}) == len(named) == len(keys)


@pytest.mark.parametrize("medium", ["pdf-ruled", "xlsx"])
def test_a_file_that_was_read_is_kept(medium: str, kit: Kit, tmp_path: Path) -> None:
    sample = draw_media_sample(Random("files/3"), kit.forms, "a", medium)
    first = read_document(sample.data, sample.name, tmp_path)
    assert first == ingest(sample.data, sample.name)
    assert read_document(sample.data, sample.name, tmp_path) == first
    (kept,) = tmp_path.iterdir()
    altered = gzip.decompress(kept.read_bytes()).replace(first.text[:2].encode(), b"??", 1)
    kept.write_bytes(gzip.compress(altered))
    assert read_document(sample.data, sample.name, tmp_path).text == "??" + first.text[2:]
    read_document(print_pdf(table([["规章", "3", "0"]])), "b.pdf", tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_cannot_be_read_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        read_document(b"%PDF-1.7 and no more", "a.pdf", tmp_path)
    assert not list(tmp_path.iterdir())
