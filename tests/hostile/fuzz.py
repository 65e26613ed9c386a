"""Coverage-guided fuzzing of the readers: `python fuzz.py text|html|docx SECONDS`.

Any bytes must give a report or a `ReportError`, within 25 seconds and 2 GB. Needs atheris; without
it the script prints that it was skipped. Failing inputs are kept in build/fuzz.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[2]
SUFFIXES = {"text": (".txt", ".md", ".tsv"), "html": (".html",), "docx": (".docx",)}
WORDS = (
    "总体情况 主动公开 申请 总计 自然人 规章 0 / 无 万元 | <table> <td> colspan=60 </tr> <div>"
    " <w:tbl> </w:tbl> <w:tr> <w:tc> <w:p> <w:r> <w:t> <w:vMerge/> <w:del> <w:txbxContent> PK"
)
_CELL = "<w:tc><w:tcPr><w:gridSpan w:val='2'/><w:vMerge w:val='restart'/></w:tcPr>{}</w:tc>"
_LINE = "<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>{}</w:t><w:br/></w:r></w:p>"
DOCUMENT = (
    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
    + _LINE.format("二、主动公开政府信息情况")
    + "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>"
    + "".join(_CELL.format(_LINE.format(text)) for text in ("规章", "1", "0", "7"))
    + "</w:tr></w:tbl></w:body></w:document>"
)


def main(medium: str, seconds: str) -> None:
    try:
        import atheris
    except ImportError:
        print("跳过：没有安装 atheris · skipped: atheris is not installed")
        return
    with atheris.instrument_imports(include=["gouji.pipeline"]):
        from gouji.configs import FOLDER
        from gouji.pipeline.errors import ReportError
        from gouji.pipeline.extract import extract
        from gouji.pipeline.ingest import ingest
        from gouji.pipeline.kit import load_kit

    kit, suffixes = load_kit(FOLDER), SUFFIXES[medium]

    def read(data: bytes) -> None:
        name = "a" + suffixes[len(data) % len(suffixes)]
        if medium == "docx" and not data.startswith(b"PK"):
            data = _package(data)  # mutated XML in a valid package; mutated packages are tried too
        try:
            if sum(data) % 8:  # the later stages take a hundred times longer
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

    seeds = _seeds(medium)
    for data in seeds:  # load what is imported on first use
        read(data)
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(data)
        atheris.Setup([sys.argv[0], *_options(folder, seconds)], read)
        atheris.Fuzz()


def _options(folder: str, seconds: str) -> list[str]:
    """The options of libFuzzer."""
    failed = ROOT / "build" / "fuzz"
    failed.mkdir(parents=True, exist_ok=True)
    words = failed / "words"
    words.write_text("".join(f'"{_escape(word)}"\n' for word in WORDS.split()))
    limits = ["-timeout=25", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1"]
    paths = [f"-max_total_time={seconds}", f"-dict={words}", f"-artifact_prefix={failed}/"]
    return [*limits, *paths, folder]


def _seeds(medium: str) -> list[bytes]:
    """The initial inputs: the samples of the medium, or a small Word file and its XML."""
    if medium == "docx":
        return [DOCUMENT.encode(), _package(DOCUMENT.encode())]
    samples = sorted((ROOT / "data" / "samples").iterdir())
    return [path.read_bytes() for path in samples if path.suffix in SUFFIXES[medium]]


def _package(document: bytes) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", document)
    return stream.getvalue()


def _escape(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
