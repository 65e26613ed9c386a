"""CSV files of users: several headers for each column, errors with file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gouji.text import printable

# What Excel in China writes: UTF-8 with a byte order mark, or GB18030.
_ENCODINGS = ("utf-8-sig", "gb18030")

# The headers that each column may have; the first is its name.
ColumnHeaders = Mapping[str, tuple[str, ...]]


class CsvError(Exception):
    """A CSV file cannot be used. The message names file and line, in Chinese and English."""

    def __init__(self, path: Path, line: int, zh: str, en: str) -> None:
        place = f"{path}:{line}"
        super().__init__(f"{place}：{zh}\n{place}: {en}")


class CsvLine(NamedTuple):
    """`number`: the line in the file, from 1. `fields`: non-empty fields by column name."""

    number: int
    fields: dict[str, str]


class CsvContent(NamedTuple):
    """`ignored_headers`: those of columns that are not known."""

    lines: list[CsvLine]
    ignored_headers: tuple[str, ...]


class _CsvRow(NamedTuple):
    number: int
    fields: list[str]


def read_csv(path: Path, columns: ColumnHeaders, required: Sequence[str]) -> CsvContent:
    """The lines of a CSV file. Raises CsvError, also where a `required` column is missing."""
    names = {header: column for column, headers in columns.items() for header in headers}
    rows = list(_parse(path, _decode(path)))
    headers = rows[0].fields if rows else []
    header_columns = [names.get(header.strip().lower()) for header in headers]
    for column in required:
        if column not in header_columns:
            listed = "、".join(columns[column][1:])
            zh, en = f"缺少 {column}（{listed}）列。", f"There is no column `{column}`."
            raise CsvError(path, 1, zh, en)
    ignored = [
        header for header, column in zip(headers, header_columns, strict=True) if column is None
    ]
    lines = [
        CsvLine(row.number, _name_fields(header_columns, row.fields))
        for row in rows[1:]
        if any(row.fields)
    ]
    return CsvContent(lines, tuple(map(printable, ignored)))


def _name_fields(columns: list[str | None], fields: list[str]) -> dict[str, str]:
    pairs = zip(columns, fields, strict=False)
    return {column: text.strip() for column, text in pairs if column and text.strip()}


def _decode(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or ""
        raise CsvError(path, 1, f"无法打开：{reason}", f"cannot be opened: {reason}") from error
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CsvError(path, 1, "请另存为 UTF-8。", "Save it as UTF-8.")


def _parse(path: Path, text: str) -> Iterator[_CsvRow]:
    reader = csv.reader(text.splitlines(keepends=True))
    try:
        for fields in reader:
            yield _CsvRow(reader.line_num, fields)
    except csv.Error as error:
        zh, en = f"不是有效的 CSV：{error}", f"is not valid CSV: {error}"
        raise CsvError(path, reader.line_num, zh, en) from error
