"""Zip archives: reports of every medium as members, and hostile archives."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow.parquet as pq
import pytest
from docx import Document
from openpyxl import Workbook

import gouji
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from tests.hostile.hostile_file import MEGABYTE, TEXT
from tests.hostile.packages import zipped
from tests.ingest.pdf.printed import print_pdf, save, table


def rows(out: Path, dataset: str) -> list[dict[str, Any]]:
    return list(pq.read_table(out / dataset).to_pylist())


HEADING = "二、主动公开政府信息情况"
TABLE = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "0", "7"],
    ["行政规范性文件", "2", "", "31"],
]


def files() -> dict[str, bytes]:
    """One report as a file of each medium."""
    word, book = Document(), Workbook()
    word.add_paragraph(HEADING)
    cells = word.add_table(3, 4)
    book.active.append([HEADING])
    for number, row in enumerate(TABLE):
        book.active.append(row)
        for column, text in enumerate(row):
            cells.cell(number, column).text = text
    text = "\n".join([HEADING, *map("\t".join, TABLE)])
    return {
        "a.pdf": print_pdf(f"<p>{HEADING}</p>{table(TABLE)}"),
        "b.docx": save(word),
        "c.xlsx": save(book),
        "d.tsv": text.encode("gb18030"),
    }


def test_a_report_in_an_archive_is_read_like_the_file_itself(tmp_path: Path, kit: Kit) -> None:
    written = files()
    members = {f"2023年报/{name}": data for name, data in written.items()}
    (tmp_path / "all.zip").write_bytes(zipped(members))
    summary = gouji.run([tmp_path / "all.zip"], tmp_path / "out", jobs=1)
    assert (summary.read, summary.failed) == (len(written), 0)
    reports = {row["report"]: row["source"] for row in rows(tmp_path / "out", "reports")}
    assert {source.rpartition("/")[2] for source in reports.values()} == set(written)
    cells = rows(tmp_path / "out", "cells")
    for report, source in reports.items():
        name = source.rpartition("/")[2]
        alone = {str(cell.key): cell for cell in extract(written[name], name, kit).cells}
        in_archive = [row for row in cells if row["report"] == report]
        assert len(in_archive) == len(alone)
        for row in in_archive:
            cell = alone[f"{row['table']}/{row['row']}/{row['column']}"]
            assert (row["status"], row["raw"], row["page"]) == (cell.status, cell.raw, cell.page)
        assert alone["proactive/normative_documents/in_force"].value == 31
        assert alone["proactive/normative_documents/repealed"].status == "blank"


def encrypted(data: bytes) -> bytes:
    """An archive whose only member has the flag for encryption."""
    raw = bytearray(zipped({"a.txt": data}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    return bytes(raw)


def link(name: str, target: str) -> tuple[ZipInfo, str]:
    info = ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info, target


def nested(depth: int) -> bytes:
    data = zipped({"a.txt": TEXT})
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


HOSTILE: list[tuple[str, str | bytes, str]] = [
    ("bomb.txt", b"0" * (51 * MEGABYTE), "too_large"),
    ("deep.zip", nested(20), "unsupported"),
    ("inner.docx", nested(1), "unsupported"),
    ("broken.zip", b"PK\x03\x04" + bytes(50), "damaged"),
    ("../../outside.txt", TEXT + "1", "ok"),
    ("/tmp/absolute.txt", TEXT + "2", "ok"),
    ("C:\\windows\\drive.txt", TEXT + "3", "ok"),
    ("a\nb\x1b[31m.txt", TEXT + "4", "ok"),
    ("a" * 3000 + ".txt", TEXT + "5", "ok"),
]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_each_member_of_a_hostile_archive_gives_one_expected_row(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data, _ in HOSTILE:
            archive.writestr(name, data)
        archive.writestr(*link("link.txt", "/etc/passwd"))
        archive.writestr("twice.txt", TEXT + "6")
        archive.writestr("twice.txt", TEXT + "7")
    (tmp_path / "locked.zip").write_bytes(encrypted(TEXT.encode()))
    before = set(tmp_path.iterdir())
    summary = gouji.run([path, tmp_path / "locked.zip"], tmp_path / "out", jobs=2)
    assert set(tmp_path.iterdir()) - before == {tmp_path / "out"}
    reports = rows(tmp_path / "out", "reports")
    kinds = {row["source"].partition("!")[2]: row["error"] or "ok" for row in reports}
    expected = {name: kind for name, _, kind in HOSTILE}
    expected |= {"link.txt": "not_a_report", "twice.txt": "ok", "a.txt": "encrypted"}
    assert kinds == expected
    assert summary.read + summary.failed == len(expected)


def test_a_truncated_or_empty_archive_is_one_failure(tmp_path: Path) -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", TEXT)
    whole = stream.getvalue()
    for name, data in (("cut.zip", whole[:-30]), ("empty.zip", b""), ("text.zip", TEXT.encode())):
        (tmp_path / name).write_bytes(data)
    gouji.run([tmp_path], tmp_path / "out", jobs=2)
    reports = rows(tmp_path / "out", "reports")
    assert {Path(row["source"]).name: row["error"] for row in reports} == {
        "cut.zip": "damaged", "empty.zip": "damaged", "text.zip": "damaged",
    }  # fmt: skip
