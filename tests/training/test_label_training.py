"""`gouji train --labels`: from labels of a file to a version that reads the layout."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from gouji.cli import app
from gouji.configs import FOLDER
from gouji.models.artefacts import load_card, load_models
from gouji.models.versions import find_folder, find_in_use
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.training.corpus.house_styles.draw import draw_house_sample
from gouji.training.corpus.samples import Sample
from gouji.training.promotion.labelled_reports import score_labelled
from gouji.training.reviewed_reports import find_documents, load_labels, read_reviewed

STYLE, COUNT = "figure-list", 6


def _draw(kit: Kit, number: int) -> Sample:
    return draw_house_sample(Random(f"labels/{number}"), kit.forms, STYLE, "html-plain")


def _label(sample: Sample, **further: object) -> list[str]:
    report = sha256(sample.data).hexdigest()
    return [
        json.dumps(
            {
                "report": report,
                "cell": str(key),
                "status": truth.status,
                "value": None if truth.value is None else float(truth.value),
                "by": "li",
                "at": "2026-12-01T08:00:00Z",
                **further,
            }
        )
        for key, truth in sample.cells.items()
    ]


@pytest.fixture
def season(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with reviewed reports and a file of labels, and an empty GOUJI_HOME."""
    monkeypatch.setenv("GOUJI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    (tmp_path / "reports").mkdir()
    lines: list[str] = []
    for number in range(COUNT):
        sample = _draw(kit, number)
        (tmp_path / "reports" / f"{number}.html").write_bytes(sample.data)
        lines += _label(sample)
    (tmp_path / "labels.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_a_version_is_trained_from_labels_and_their_documents(kit: Kit, season: Path) -> None:
    arguments = ["--labels", str(season / "labels.jsonl"), "--documents", str(season / "reports")]
    result = CliRunner().invoke(app, ["train", *arguments])
    assert result.exit_code == 0, result.output
    version = result.stdout.split()[-1]
    folder = find_folder(version)
    assert load_card(folder)["reviewed"] == COUNT
    assert find_in_use().version == kit.versions  # a candidate is not in use
    learned, sample = load_kit(FOLDER, folder), _draw(kit, 100)
    cells = {cell.key: cell for cell in extract(sample.data, sample.name, learned).cells}
    printed = [(key, t.value) for key, t in sample.cells.items() if t.status == "read"]
    assert sum(cells[key].value == value for key, value in printed) > 0.95 * len(printed)


def test_labels_whose_files_are_not_found_are_an_error_that_says_what_to_do(season: Path) -> None:
    result = CliRunner().invoke(app, ["train", "--labels", str(season / "labels.jsonl")])
    assert result.exit_code == 2
    assert "--documents" in result.output


def test_a_line_that_is_no_label_is_named(season: Path) -> None:
    (season / "labels.jsonl").write_text('{"report": 1}\n', "utf-8")
    result = CliRunner().invoke(app, ["train", "--labels", str(season / "labels.jsonl")])
    assert (result.exit_code, "labels.jsonl: 1" in result.output) == (2, True)


def test_an_audit_teaches_nothing(kit: Kit, tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(_label(_draw(kit, 0), audit=True)), "utf-8")
    assert not any(any(listed) for by in load_labels([path]).values() for listed in by.values())


def test_labelled_reports_are_scored_with_layouts_that_others_taught(
    kit: Kit, season: Path
) -> None:
    labels = load_labels([season / "labels.jsonl"])
    reports = read_reviewed(labels, find_documents(labels, [], [season / "reports"]), kit)
    pairs = score_labelled(reports, kit, kit.models, load_models())
    assert len(pairs) == COUNT
    wrong = [sum(not c.is_right for p in pairs for c in p[i].cells) for i in (0, 1)]
    assert wrong[1] * 5 < wrong[0]
    assert sum(pair.candidate.silent_wrong for pair in pairs) == 0


def test_the_form_of_a_table_is_that_of_its_decided_cells(kit: Kit, season: Path) -> None:
    labels = load_labels([season / "labels.jsonl"])
    reports = read_reviewed(labels, find_documents(labels, [], [season / "reports"]), kit)
    digests = {sha256(_draw(kit, n).data).hexdigest(): _draw(kit, n).forms for n in range(COUNT)}
    assert {report.report_id: dict(report.forms) for report in reports} == digests
