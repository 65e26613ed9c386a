"""`gouji promote` and `gouji rollback`: exit status, what they print, and what is then in use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gouji.cli import app
from gouji.models.artefacts import load_card
from gouji.models.versions import add_version, find_in_use, promote
from gouji.training.promotion import trial as trials
from gouji.training.promotion.gate import decide
from gouji.training.promotion.shadow import compare_scored
from gouji.training.promotion.trial import Trial
from tests.models.test_versions import write_variant
from tests.promotion.scores import FLOORS, make_pairs

SHIPPED = load_card()["version"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOUJI_HOME", str(tmp_path))
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def set_scores(
    monkeypatch: pytest.MonkeyPatch, champion: dict[str, int], candidate: dict[str, int]
) -> None:
    """The frozen reports under both versions; see `make_pairs`."""

    def compare(in_use: object, version: trials.Version, *_: object) -> Trial:
        pairs = make_pairs(300, champion, candidate)
        decision, shadow = decide(pairs, FLOORS), compare_scored(pairs)
        return Trial(find_in_use().version, version.name, decision, shadow, "t" * 64)

    monkeypatch.setattr(trials, "compare_and_log", compare)


def test_a_better_candidate_is_promoted_and_rolled_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = add_version(write_variant)
    set_scores(monkeypatch, {"wrong": 9}, {})
    done = call("promote")
    assert done.exit_code == 0, done.output
    assert f"使用中 in use: {version}（原 before: {SHIPPED}）" in done.output
    assert "静默错格" in done.output and "更好 better" in done.output
    assert "accepted values would change" in " ".join(done.output.split())
    assert find_in_use().version == version
    [line] = (home / "promotions.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert entry["why"].startswith("silent_wrong ") and entry["table"] == "t" * 64

    done = call("rollback", "--why", "errors in county X")
    assert done.exit_code == 0 and f"in use: {SHIPPED}" in done.output
    assert find_in_use().version == SHIPPED
    assert "errors in county X" in (home / "promotions.jsonl").read_text("utf-8")
    again = call("rollback")
    assert again.exit_code == 2 and "nothing to go back to" in again.output


def test_a_worse_candidate_is_refused_with_reasons(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_version(write_variant)
    set_scores(monkeypatch, {"doubted": 50}, {"wrong": 9})
    done = call("promote")
    assert done.exit_code == 1
    assert "✗ all all（300）：静默错格" in done.output and "the tolerance is 1" in done.output
    assert f"仍使用 {SHIPPED}" in done.output
    assert find_in_use().version == SHIPPED and not (home / "promotions.jsonl").exists()


def test_an_equal_candidate_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_version(write_variant)
    set_scores(monkeypatch, {"wrong": 3}, {"wrong": 3})
    done = call("promote")
    assert done.exit_code == 1 and "No measure is better beyond doubt" in done.output


def test_an_override_promotes_and_keeps_its_reason(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = add_version(write_variant)
    set_scores(monkeypatch, {}, {"wrong": 9})
    done = call("promote", version[:8], "--override", "the old one cannot read 2027")
    assert done.exit_code == 0 and "✗ all all" in done.output
    [line] = (home / "promotions.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["why"] == "override: the old one cannot read 2027"


def test_a_version_promoted_meanwhile_is_not_replaced_unseen(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version, other = add_version(write_variant), add_version(lambda f: write_variant(f, 2))
    set_scores(monkeypatch, {"wrong": 9}, {})
    compare = trials.compare_and_log

    def compare_slowly(*arguments: object) -> Trial:
        trial = compare(*arguments)  # type: ignore[arg-type]
        promote(other, "")
        return trial

    monkeypatch.setattr(trials, "compare_and_log", compare_slowly)
    done = call("promote", version)
    assert done.exit_code == 2 and "Compare again" in done.output
    assert find_in_use().version == other


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "run `gouji train` first"),
        (["ffffffffffff"], "No single version"),
        ([SHIPPED], "is in use already"),
    ],
)
def test_what_is_no_candidate_is_2(home: Path, words: list[str], message: str) -> None:
    done = call("promote", *words)
    assert done.exit_code == 2 and message in done.output
    assert find_in_use().version == SHIPPED


def test_rolling_back_passes_over_a_damaged_version(home: Path) -> None:
    first, second = add_version(write_variant), add_version(lambda f: write_variant(f, 2))
    promote(first, "")
    promote(second, "")
    (home / "models" / first / "steps.json").write_text("{}")
    done = call("rollback")
    assert done.exit_code == 0 and find_in_use().version == SHIPPED


def test_a_damaged_version_in_use_is_named_by_run(home: Path, tmp_path: Path) -> None:
    version = add_version(write_variant)
    promote(version, "")
    (home / "models" / version / "labels" / "arrays.npz").write_bytes(b"")
    report = tmp_path / "report.txt"
    report.write_text("某县人民政府2021年政府信息公开工作年度报告")
    done = call("run", str(report), "-o", str(tmp_path / "out"), "-q")
    assert done.exit_code == 2 and "labels/arrays.npz" in done.output
    assert "gouji rollback" in done.output and not (tmp_path / "out").exists()


def test_a_second_training_is_2(home: Path) -> None:
    from gouji.models.versions import lock_home

    with lock_home("train"):
        done = call("train", "--count", "1", "--files", "0")
    assert done.exit_code == 2 and "Another `gouji train`" in done.output
