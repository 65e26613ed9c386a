"""`gouji train --corpus X` never writes over what the user has in X."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.commands.corpus import load_own_corpus
from gouji.pipeline.kit import Kit
from gouji.training.corpus.build import NotACorpusError, build, find_stored


def test_a_corpus_of_the_user_is_taken_as_it_is(kit: Kit, tmp_path: Path) -> None:
    digest = build(3, 7, tmp_path, kit.forms)
    before = (tmp_path / "samples.jsonl.gz").read_bytes()
    samples, found = load_own_corpus(tmp_path, count=700, seed=1, files=350)
    assert (len(samples), found) == (3, digest)
    assert (tmp_path / "samples.jsonl.gz").read_bytes() == before


def test_a_folder_with_other_files_is_left_alone(kit: Kit, tmp_path: Path) -> None:
    (tmp_path / "reports.txt").write_text("年度报告", "utf-8")
    with pytest.raises(NotACorpusError, match="未作改动"):
        build(1, 7, tmp_path, kit.forms)
    assert [path.name for path in tmp_path.iterdir()] == ["reports.txt"]


def test_an_interrupted_corpus_is_drawn_again(kit: Kit, tmp_path: Path) -> None:
    (tmp_path / "samples.jsonl.part").write_bytes(b"half")
    assert build(1, 7, tmp_path, kit.forms) == find_stored(tmp_path)
