"""Tests the ranges of dependencies in pyproject.toml at both ends: `make ranges` prints a table.

For each Python and each end of the ranges, the wheel is installed into an environment of its own.
There it must read data/samples and generated reports of all media into the same rows as the locked
environment that runs this script, and pass the tests of reading, checking, storing and exporting.

The lower end has the lowest version of each direct dependency that the ranges and the other
dependencies allow, the upper end the newest version of everything. Only versions with a wheel for
the Python count, because those are what pip installs.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "ranges"
CHECKOUT = BUILD / "checkout"
COPIED = ("tests", "data", "docs", "README.md", "README.zh-CN.md", "pyproject.toml", "Makefile")
PYTHONS = ("3.11", "3.12", "3.13")
SOURCE_ONLY = "jieba"  # published without a wheel
# Reports to generate: texts and web pages, and files of other media.
CORPUS = ("--count", "120", "--files", "70", "--seed", "90411")

End = Literal["lowest-direct", "highest"]
Words = list[str | Path]  # of a command

EXTRAS = ("pandas", "review", "postgresql")
TOOLS = ("pytest", "pytest-xdist", "hypothesis", "httpx")
WRITERS = ("weasyprint", "pikepdf", "python-docx", "openpyxl", "jinja2")  # make the tests' files
TESTED = (
    "tests/test_python_page.py",
    "tests/test_samples.py",
    *(
        f"tests/{folder}"
        for folder in ("agencies", "batch", "check", "decisions", "export", "forms")
    ),
    *(
        f"tests/{folder}"
        for folder in ("gouji", "hostile", "identities", "ingest", "language", "locate")
    ),
    *(
        f"tests/{folder}"
        for folder in ("read", "rebuild", "recheck", "review", "splitting", "store")
    ),
)
# Not run: they measure time, which says nothing of versions.
TIMED = ("--deselect", "tests/hostile/test_length.py")
# Run in each environment. Confidence is rounded, because numpy sums in another order on another
# processor and in another version.
_DIGEST = """
import hashlib, json, sys
import pyarrow.parquet as pq
from pathlib import Path
LEFT_OUT = {"seconds", "settings"}
for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir()):
    rows = [row for part in sorted(folder.glob("*.parquet")) for row in pq.read_table(part).to_pylist()]
    for row in rows:
        row.update({key: round(row[key], 6) for key in row if key.endswith("confidence") and row[key] is not None})
    kept = [{key: row[key] for key in row if key not in LEFT_OUT} for row in rows]
    lines = sorted(json.dumps(row, sort_keys=True) for row in kept)
    print(folder.name, len(lines), hashlib.sha256("\\n".join(lines).encode()).hexdigest())
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one environment gave; `failed` names what did not pass, and is empty where all did."""

    python: str
    end: End
    versions: dict[str, str]
    failed: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", nargs="*", default=PYTHONS)
    parser.add_argument("--end", nargs="*", default=get_args(End), choices=get_args(End))
    parser.add_argument("--rows-only", action="store_true", help="run no tests")
    chosen = parser.parse_args()
    interpreters = {version: find_python(version) for version in chosen.python}
    wheel = build_wheel()
    copy_tests()
    write_reports()
    expected = read_reports(Path(sys.executable), BUILD / "locked")
    outcomes = [
        try_ranges(version, path, end, wheel, expected, chosen.rows_only)
        for version, path in interpreters.items()
        if path
        for end in chosen.end
    ]
    print_table(outcomes, chosen.rows_only)
    for version, path in interpreters.items():
        if not path:
            print(f"skipped: Python {version} is not installed")
    return int(not outcomes or any(outcome.failed for outcome in outcomes))


def find_python(version: str) -> Path | None:
    """The interpreter of a version: on the path, or installed by pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    on_path = shutil.which(f"python{version}")
    candidates = sorted(pyenv.glob(f"{version}.*/bin/python"))
    if on_path:
        candidates.append(Path(on_path))
    for candidate in candidates:
        asked: Words = [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if subprocess.run(asked, capture_output=True, text=True).stdout.strip() == version:
            return candidate
    return None


def build_wheel() -> Path:
    shutil.rmtree(BUILD / "dist", ignore_errors=True)
    call([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", BUILD / "dist"], ROOT)
    return next((BUILD / "dist").glob("*.whl"))


def copy_tests() -> None:
    """The tests and the documents, without the package: tests must import the installed wheel."""
    shutil.rmtree(CHECKOUT, ignore_errors=True)
    CHECKOUT.mkdir(parents=True)
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, CHECKOUT / name)


def write_reports() -> None:
    """Write the samples and generated reports to the folder `reports`."""
    from gouji.training.corpus.build import load

    corpus, reports = BUILD / "corpus", CHECKOUT / "reports"
    call([sys.executable, "-m", "gouji", "corpus", "build", "--corpus", corpus, *CORPUS], ROOT)
    shutil.copytree(ROOT / "data" / "samples", reports)
    for number, sample in enumerate(load(corpus)):
        (reports / f"{number:04}{Path(sample.name).suffix}").write_bytes(sample.data)


def try_ranges(
    version: str, python: Path, end: End, wheel: Path, expected: str, rows_only: bool
) -> Outcome:
    folder = BUILD / f"{version}-{end}"
    pins = BUILD / f"{folder.name}.txt"
    resolve(python, end, pins)
    installed = install(folder, python, pins, wheel)
    wrong = [] if read_reports(installed, folder / "out") == expected else ["other rows"]
    if not rows_only:
        wrong += run_tests(installed)
    return Outcome(version, end, read_pins(pins), ", ".join(wrong))


def resolve(python: Path, end: End, pins: Path) -> None:
    """Write the versions of all run-time dependencies at one end of the ranges."""
    wheels = ["--only-binary", ":all:", "--no-binary", SOURCE_ONLY]
    plain: Words = ["--no-header", "--no-annotate", "--quiet", "--output-file", pins]
    words: Words = [uv(), "pip", "compile", ROOT / "pyproject.toml"]
    for extra in EXTRAS:
        words += ["--extra", extra]
    call([*words, "--upgrade", "--python", python, "--resolution", end, *wheels, *plain], ROOT)


def install(folder: Path, python: Path, pins: Path, wheel: Path) -> Path:
    """An environment with these versions, the wheel and what the tests need; its interpreter."""
    shutil.rmtree(folder, ignore_errors=True)
    call([uv(), "venv", "--quiet", "--python", python, folder], ROOT)
    installed = folder / "bin" / "python"
    words: Words = [uv(), "pip", "install", "--quiet", "--python", installed]
    call([*words, "-r", pins, *requirements((*TOOLS, *WRITERS))], ROOT)
    call([*words, "--no-deps", wheel], ROOT)
    return installed


def requirements(names: Iterable[str]) -> list[str]:
    """What pyproject.toml asks for under these names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {re.split(r"[<>=~!]", one)[0]: one for extra in extras.values() for one in extra}
    return [asked[name] for name in names]


def read_reports(python: Path, out: Path) -> str:
    """The rows that this interpreter reads from all reports: number and digest by dataset."""
    shutil.rmtree(out, ignore_errors=True)
    # In one process, where no limit of time gives other rows on a busy machine.
    words: Words = [python, "-m", "gouji", "run", "reports", "-o", out, "--quiet", "--jobs", "0"]
    subprocess.run(words, cwd=CHECKOUT, env=environment(), capture_output=True)  # 1: some failed
    return call([python, "-c", _DIGEST, out], CHECKOUT)


def run_tests(python: Path) -> list[str]:
    """The names of the tests that did not pass."""
    words: Words = [python, "-m", "pytest", "-q", "-n", "2", "-rfE", *TIMED, *TESTED]
    done = subprocess.run(words, cwd=CHECKOUT, env=environment(), capture_output=True, text=True)
    (python.parents[1] / "tests.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    named = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return named or ([f"pytest exited with {done.returncode}"] if done.returncode else [])


def call(words: Sequence[str | Path], cwd: Path) -> str:
    done = subprocess.run(words, cwd=cwd, env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def environment() -> dict[str, str]:
    """This process's environment, without what would let another interpreter find our modules."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}


def uv() -> Path:
    """The program beside this interpreter, where `make ranges` installs it, or on the path."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("uv", path=places)
    if not found:
        raise SystemExit("uv is missing: pip install uv")
    return Path(found)


def read_pins(pins: Path) -> dict[str, str]:
    return dict(line.split("==") for line in pins.read_text(encoding="utf-8").split())


def print_table(outcomes: Sequence[Outcome], rows_only: bool) -> None:
    """The versions tried of each direct dependency, and how each environment came out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["pandas"]]
    heads = [f"{outcome.python} {outcome.end.split('-')[0]}" for outcome in outcomes]
    print("| dependency | " + " | ".join(heads) + " |")
    print("|---" * (len(heads) + 1) + "|")
    for requirement in asked:
        name = re.split(r"[<>=~!]", requirement)[0]
        versions = [outcome.versions.get(name, "–") for outcome in outcomes]
        print(f"| {requirement} | " + " | ".join(versions) + " |")
    for outcome in outcomes:
        print(
            f"Python {outcome.python}, {outcome.end}: {outcome.failed or 'same rows, all passed'}"
        )


if __name__ == "__main__":
    sys.exit(main())
