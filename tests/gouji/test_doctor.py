"""`gouji doctor`: the components that it prints, and its exit status."""

from __future__ import annotations

import io
from importlib import metadata
from pathlib import Path

import pytest
from rich.console import Console

from gouji import installation
from gouji.models.artefacts import ArtefactError, load_card
from gouji.models.versions import add_version, promote, roll_back
from gouji.pipeline.ingest.scan.ocr import find_models
from tests.models.test_versions import write_variant


def run_doctor() -> tuple[int, str]:
    """The exit status and the printed text."""
    console = Console(file=io.StringIO(), width=200)
    status = installation.print_installation(console)
    return status, console.file.getvalue()  # type: ignore[attr-defined]


def test_libraries_models_and_configs_in_use_are_printed() -> None:
    status, text = run_doctor()
    assert status == 0
    assert "✓ 可以读取报告。" in text and "Ready to read reports." in text
    assert load_card()["version"] in text
    assert "2019, 2021" in text and "trust=0.85" in text and "carry_identity" in text
    assert ".shtml" in text


def lines_of_doctor() -> dict[str, str]:
    lines = run_doctor()[1].splitlines()
    return {line.split()[1]: line for line in lines if line.startswith("  ")}


def test_every_published_medium_is_read() -> None:
    lines = lines_of_doctor()
    for medium in installation._PUBLISHED_MEDIA:
        assert lines[medium].startswith("  ✓"), lines[medium]


def test_the_models_of_ocr_are_named_by_digest() -> None:
    lines = lines_of_doctor()
    for name, digest in find_models().items():
        assert f"sha256 {digest}" in lines[name]


def test_a_medium_that_lacks_a_library_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "find_missing", lambda: "rapidocr: pip install 'gouji[scan]'")
    lines = lines_of_doctor()
    for medium in ("scan", "image"):
        assert lines[medium].startswith("  –") and "pip install 'gouji[scan]'" in lines[medium]
    assert lines["pdf"].startswith("  ✓")


@pytest.mark.parametrize(
    ("requirement", "line"),
    [
        ("nothing-like-it==1.0", "✗ nothing-like-it 未安装 not installed ==1.0"),
        ("rich==0.1", f"– rich         {metadata.version('rich')}"),
        (
            "nothing==1; extra == 'train'",
            "– [train]      缺少 lacks nothing: pip install 'gouji[train]'",
        ),
        ("rich>1; extra == 'train'", "✓ [train]      1 个 libraries"),
    ],
)
def test_a_library_is_compared_with_its_requirement(
    monkeypatch: pytest.MonkeyPatch, requirement: str, line: str
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda _: [requirement])
    status, text = run_doctor()
    assert line in text
    assert status == int(line.startswith("✗"))


def test_models_that_cannot_be_loaded_are_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> None:
        raise ArtefactError("模型缺失")

    monkeypatch.setattr(installation, "load_models", fail)
    status, text = run_doctor()
    assert status == 1
    assert "✗ models       模型缺失" in text and "Not ready" in text


def test_the_version_in_use_is_named_with_its_origin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = lines_of_doctor()
    assert "随程序安装 shipped" in lines["in"] and "无 none" in lines["own"]
    monkeypatch.setenv("GOUJI_HOME", str(tmp_path))
    version = add_version(write_variant)
    promote(version, "8 fewer silent wrong cells", who="li")
    lines = lines_of_doctor()
    assert f"{version} · {tmp_path / 'models' / version}" in lines["version"]
    assert "自行训练 trained here" in lines["in"] and "li 启用 promoted（8 fewer" in lines["in"]
    assert version in lines["own"]
    roll_back(who="li")
    assert "shipped · 2" in lines_of_doctor()["in"] and "换回" in lines_of_doctor()["in"]


def test_changed_models_in_use_are_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_HOME", str(tmp_path))
    version = add_version(write_variant)
    promote(version, "")
    (tmp_path / "models" / version / "steps.json").write_text("{}")
    status, text = run_doctor()
    assert status == 1 and "steps.json" in text and "gouji rollback" in text


def test_a_wrong_config_is_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "run.yaml").write_text("trust: 2\n")
    monkeypatch.setattr(installation, "FOLDER", tmp_path)
    status, text = run_doctor()
    assert status == 1 and "run.yaml:1: trust" in text
