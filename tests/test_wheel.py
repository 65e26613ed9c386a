"""The wheel holds all that reading needs, and works where there is no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

import gouji

ROOT = Path(__file__).parents[1]
CARD = ROOT / "models" / "artefacts" / "card.json"
PACKAGES = ("gouji", "training", "pipeline", "models", "configs")

pytestmark = pytest.mark.slow
trained = pytest.mark.skipif(not CARD.exists(), reason="models/artefacts holds no models yet")


def call(*words: str | Path, cwd: Path, path: Path | None = None) -> str:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    env |= {"PYTHONPATH": str(path)} if path else {}
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="hatchling builds the wheel")
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel in a folder of its own; what it depends on is where these tests run."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    call(*pip, "--target", target, wheel, cwd=target)
    return target


def test_the_wheel_holds_data_as_well_as_code(wheel: Path) -> None:
    held = set(ZipFile(wheel).namelist())
    patterns = (
        "configs/**/*.yaml",
        "models/artefacts/**/*",
        "pipeline/domain.txt",
        "pipeline/dictionary/*",
        "training/corpus/templates/*",
    )
    for pattern in patterns:
        files = [one for one in ROOT.glob(pattern) if one.is_file()]
        assert files or "artefacts" in pattern, pattern
        assert {one.relative_to(ROOT).as_posix() for one in files} <= held, pattern


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert tops == {*PACKAGES, f"gouji-{gouji.__version__}.dist-info"}


def test_it_imports_nothing_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "; ".join(f"import {one}; print({one}.__file__)" for one in PACKAGES)
    places = call(sys.executable, "-c", code, cwd=tmp_path, path=installed).split()
    assert [Path(place).parent.parent for place in places] == [installed] * len(PACKAGES)


def test_the_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    command = installed / "bin" / "gouji"
    told = call(command, "--version", cwd=tmp_path, path=installed)
    assert told == f"gouji {gouji.__version__}\n"


@trained
def test_it_reads_a_report_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    report = min((ROOT / "data" / "samples").glob("*.txt"))
    (tmp_path / "report.txt").write_bytes(report.read_bytes())
    command = installed / "bin" / "gouji"
    words = ("run", "report.txt", "-o", "out", "--json")
    summary = json.loads(call(command, *words, cwd=tmp_path, path=installed))
    assert summary["read"] == 1
    assert summary["cells"]["read"] > 50
    shown = call(command, "show", "out", "report.txt", cwd=tmp_path, path=installed)
    assert "收到和处理政府信息公开申请情况" in shown
