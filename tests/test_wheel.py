"""The wheel holds one import name and all that reading needs, and works beside a user's modules."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

import gouji

ROOT = Path(__file__).parents[1]
FOLDERS = ("review", "pipeline", "models", "training", "configs")
DATA = (
    "configs/**/*.yaml",
    "models/artefacts/**/*",
    "pipeline/language/domain.txt",
    "review/web/static/*",
    "review/web/templates/*",
    "pipeline/language/dictionary/*",
    "training/corpus/renderings/templates/*",
)

pytestmark = pytest.mark.slow


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
    """The wheel in its own folder; its dependencies are those of the test environment."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    call(*pip, "--target", target, wheel, cwd=target)
    return target


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A researcher's folder: modules with our folder names, which fail if imported, and a report."""
    for name in FOLDERS:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name}.py was imported')")
    report = min((ROOT / "data" / "samples").glob("*.txt"))
    (tmp_path / "report.txt").write_bytes(report.read_bytes())
    return tmp_path


def test_the_wheel_has_one_import_name(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert tops == {"gouji", f"gouji-{gouji.__version__}.dist-info"}


def test_the_wheel_holds_every_folder_and_its_data(wheel: Path) -> None:
    held = set(ZipFile(wheel).namelist())
    patterns = (*(f"{folder}/**/*.py" for folder in FOLDERS), *DATA)
    for pattern in patterns:
        files = [path for path in ROOT.glob(pattern) if path.is_file()]
        assert files, pattern
        assert {f"gouji/{path.relative_to(ROOT).as_posix()}" for path in files} <= held, pattern


def test_the_environment_of_the_tests_has_one_import_name(workplace: Path) -> None:
    """An editable install must not expose the folders of the checkout either."""
    code = f"import importlib.util as u; print([n for n in {FOLDERS} if u.find_spec(n)])"
    assert call(sys.executable, "-P", "-c", code, cwd=workplace) == "[]\n"


def test_the_command_tells_its_version(installed: Path, tmp_path: Path) -> None:
    command = installed / "bin" / "gouji"
    told = call(command, "--version", cwd=tmp_path, path=installed)
    assert told == f"gouji {gouji.__version__}\n"


def test_the_command_works_beside_modules_with_our_names(installed: Path, workplace: Path) -> None:
    words = (sys.executable, "-m", "gouji", "run", "report.txt", "-o", "out", "--json")
    summary = json.loads(call(*words, cwd=workplace, path=installed))
    assert summary["read"] == 1
    assert summary["cells"]["read"] > 50
    command = installed / "bin" / "gouji"
    shown = call(command, "show", "out", "report.txt", cwd=workplace, path=installed)
    assert "收到和处理政府信息公开申请情况" in shown


def test_python_reads_beside_modules_with_our_names(installed: Path, workplace: Path) -> None:
    code = "import gouji; print(gouji.__file__, len(gouji.read('report.txt').cells))"
    place, cells = call(sys.executable, "-c", code, cwd=workplace, path=installed).split()
    assert Path(place).parents[1] == installed
    assert int(cells) == 200


USER_FILE = """
from decimal import Decimal

import gouji

report = gouji.read("report.txt")
values: list[Decimal] = [cell.value for cell in report.cells if cell.value is not None]
agencies: list[str | None] = [one.agency for one in gouji.read_all(b"", "a.txt")]
read: int = gouji.run(["in"], "out").read
reveal_type(report)
reveal_type(report.tables["requests"].form)
reveal_type(report.cells[0].value)
gouji.load("out", "cell")
report.to_pandas("cell")
"""


def test_mypy_sees_the_types_of_the_wheel(
    installed: Path, workplace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """mypy --strict takes the package from an environment that has the wheel installed."""
    venv = tmp_path_factory.mktemp("venv")
    call(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv)
    [packages] = venv.glob("lib/*/site-packages")
    below = sysconfig.get_path("purelib")
    (packages / "paths.pth").write_text(f"{installed}\n{below}\n", encoding="utf-8")
    (workplace / "user.py").write_text(USER_FILE, encoding="utf-8")
    words = (sys.executable, "-m", "mypy", "--strict", "--python-executable")
    mypy = (*words, venv / "bin" / "python", "--cache-dir", venv / "cache", "user.py")
    done = subprocess.run(mypy, cwd=workplace, capture_output=True, text=True, encoding="utf-8")
    lines = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    assert lines[:3] == [
        'note: Revealed type is "gouji.report.Report"',
        'note: Revealed type is "str"',
        'note: Revealed type is "decimal.Decimal | None"',
    ], done.stdout + done.stderr
    refused = [line for line in lines[3:-1] if "error" in line]
    assert len(refused) == 2
    assert all("Literal['cell']" in line and "[arg-type]" in line for line in refused)
