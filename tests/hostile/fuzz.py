"""Coverage-guided fuzzing of the text and HTML entry points: `python fuzz.py text|html SECONDS`.

Any bytes end in a report or in a `ReportError`, within 25 seconds and 2 GB. Needs atheris;
without it there is nothing to do, and that is said. What fails is kept in build/fuzz.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SUFFIXES = {"text": (".txt", ".md", ".tsv"), "html": (".html",)}
WORDS = "总体情况 主动公开 申请 总计 自然人 规章 0 / 无 万元 | <table> <td> colspan=60 </tr> <div>"


def main(medium: str, seconds: str) -> None:
    try:
        import atheris
    except ImportError:
        print("跳过：没有安装 atheris · skipped: atheris is not installed")
        return
    with atheris.instrument_imports(include=["pipeline"]):
        from configs import FOLDER
        from pipeline.errors import ReportError
        from pipeline.extract import extract, load_kit
        from pipeline.ingest import ingest

    kit, suffixes = load_kit(FOLDER), SUFFIXES[medium]

    def read(data: bytes) -> None:
        name = "a" + suffixes[len(data) % len(suffixes)]
        try:
            if sum(data) % 8:  # the rest of the walk takes a hundred times longer
                ingest(data, name)
                return
            report = extract(data, name, kit)
        except ReportError as error:
            assert error.message_zh and error.message_en
            return
        text = report.document.text
        for cell in report.cells:
            if cell.start is not None:
                assert text[cell.start : cell.end] == cell.raw

    for path in _samples(medium):  # what loads late is no fault of the first input
        read(path.read_bytes())
    with tempfile.TemporaryDirectory() as folder:
        atheris.Setup([sys.argv[0], *_options(Path(folder), medium, seconds)], read)
        atheris.Fuzz()


def _options(folder: Path, medium: str, seconds: str) -> list[str]:
    """What libFuzzer is told; it starts from the samples of the medium."""
    for path in _samples(medium):
        (folder / path.name).write_bytes(path.read_bytes())
    failed = ROOT / "build" / "fuzz"
    failed.mkdir(parents=True, exist_ok=True)
    words = failed / "words"
    words.write_text("".join(f'"{_escape(word)}"\n' for word in WORDS.split()))
    limits = ["-timeout=25", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1"]
    here = [f"-max_total_time={seconds}", f"-dict={words}", f"-artifact_prefix={failed}/"]
    return [*limits, *here, str(folder)]


def _samples(medium: str) -> list[Path]:
    folder = ROOT / "data" / "samples"
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES[medium])


def _escape(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
