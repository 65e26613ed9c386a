"""Labels of files: where their figures and headings are, and the cache of files as read."""

from __future__ import annotations

import gzip
from pathlib import Path
from random import Random

import pytest

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest import ingest
from gouji.pipeline.kit import Kit
from gouji.training.corpus.document_cache import read_document
from gouji.training.corpus.renderings.media import MEDIA, TRAINING_MEDIA, draw_media_sample
from gouji.training.labelled_document import label_document, label_rows
from tests.ingest.pdf.printed import print_pdf, table

LINKED = [
    name
    for name in MEDIA
    if name.startswith("pdf-") and "libreoffice" not in name and MEDIA[name].is_installed
]


@pytest.mark.parametrize("medium", sorted({*TRAINING_MEDIA, *LINKED}))
def test_every_figure_and_heading_of_a_file_is_found(medium: str, kit: Kit) -> None:
    sample = draw_media_sample(Random("files/1"), kit.forms, "a", medium)
    labelled = label_document(sample)
    printed = {key: truth.raw for key, truth in sample.cells.items() if truth.raw}
    start_of = {key: start for start, key in labelled.cells.items()}
    assert start_of.keys() == printed.keys()
    for key, raw in printed.items():
        assert labelled.document.text.startswith(raw, start_of[key]), key
    sections = sorted(heading.section for heading in sample.headings)
    assert sorted(labelled.headings.values()) == sections


@pytest.mark.parametrize("medium", ["pdf-ruled", "pdf-unruled", "docx"])
def test_every_row_of_a_file_has_its_class(medium: str, kit: Kit) -> None:
    sample = draw_media_sample(Random("files/2"), kit.forms, "a", medium)
    rows = label_rows(label_document(sample), kit.forms)
    form_rows = [row for row in rows if row.form_row is not None]
    keys = {(key.table, key.row) for key in sample.cells if key.table == "requests"}
    requests = [row for row in form_rows if row.name.startswith("requests")]
    assert len({row.name for row in requests}) == len(requests) == len(keys)


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
