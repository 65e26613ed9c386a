"""Libraries that a run must not load, because loading them takes long."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ingest.pdf.printed import print_pdf, table

SAMPLE = min((Path(__file__).parents[2] / "data" / "samples").glob("03*.txt"))
HEAVY = {"jieba", "matplotlib", "mlflow", "pandas", "scipy", "sklearn", "spacy", "trafilatura"}


@pytest.mark.parametrize("jobs", [0, 1], ids=["in one process", "by a worker"])
def test_a_text_report_is_read_without_heavy_libraries(jobs: int, tmp_path: Path) -> None:
    words = ["run", str(SAMPLE), "-o", str(tmp_path), "-q", "--jobs", str(jobs)]
    call = [sys.executable, "-X", "importtime", "-m", "gouji", *words]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=True)
    # importtime also lists failed imports, but without their submodules
    parts = [line.split("|")[-1].strip().split(".") for line in done.stderr.splitlines()]
    loaded = {names[0] for names in parts if len(names) > 1}
    assert "pyarrow" in loaded
    assert not loaded & HEAVY


def test_the_forkserver_starts_before_heavy_libraries_are_loaded(tmp_path: Path) -> None:
    loading = (
        "import sys; from gouji.pipeline.batch.processes.forkserver_client import ForkServer; from gouji.cli import app; "
        "heavy = {'numpy', 'pyarrow', 'rich.console', 'yaml'}; "
        "ForkServer.start = lambda self: sys.exit(f'{sorted(heavy & set(sys.modules))}'); "
        "app(sys.argv[1:])"
    )
    words = ["run", str(SAMPLE), "-o", str(tmp_path / "out"), "-q", "--jobs", "1"]
    done = subprocess.run([sys.executable, "-c", loading, *words], capture_output=True, text=True)
    assert done.stderr == "[]\n"


TITLE = "<h1>某县人民政府2021年政府信息公开工作年度报告</h1><h2>二、主动公开政府信息情况</h2>"
ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "4", "1", "18"],
    ["行政规范性文件", "12", "", "37"],
]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        pytest.param("check a.pdf", 3, id="check, with two missing tables"),
        pytest.param("run a.pdf -o out --jobs 0", 0, id="run in one process"),
        pytest.param("run a.pdf -o out --jobs 1", 0, id="run with a worker"),
    ],
)
def test_a_pdf_is_read_with_camelot_and_pandas(words: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(print_pdf(TITLE + table(ROWS)))
    call = [sys.executable, "-m", "gouji", *words.split()]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path)
    assert done.returncode == status, done.stderr


def test_pyarrow_works_without_pandas() -> None:
    loading = (
        "import sys; from gouji.pipeline.store.no_pandas import block_pandas; "
        "block_pandas(); import pyarrow; pyarrow.array([1]); "
        "print(sorted({'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", loading], capture_output=True, text=True)
    assert done.stdout == "['pyarrow']\n"
