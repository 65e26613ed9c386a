"""CSV files that users write: any of several heads for a column, and errors with file and line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gouji.text import printable

# What Excel writes in China: with a byte order mark, or in the old national encoding.
_ENCODINGS = ("utf-8-sig", "gb18030")

Columns = Mapping[str, tuple[str, ...]]
Line = tuple[int, dict[str, str]]


class CsvError(Exception):
    """A file cannot be used; the message names file and line, in Chinese and English."""

    def __init__(self, path: Path, line: int, zh: str, en: str) -> None:
        place = f"{path}:{line}"
        super().__init__(f"{place}：{zh}\n{place}: {en}")


def read_csv(
    path: Path, columns: Columns, needed: Sequence[str]
) -> tuple[list[Line], tuple[str, ...]]:
    """The lines with a number each and what stands in the known `columns`, by the names of these,
    empty fields left out; and the heads of columns that are not known. `columns` gives for each
    the heads that it may have. Raises CsvError, also where a `needed` column is missing.
    """
    names = {head: column for column, heads in columns.items() for head in heads}
    rows = list(_rows(path, _decode(path)))
    heads = [names.get(head.strip().lower()) for head in (rows[0][1] if rows else [])]
    for column in needed:
        if column not in heads:
            listed = "、".join(columns[column][1:])
            zh, en = f"缺少 {column}（{listed}）一列。", f"There is no column `{column}`."
            raise CsvError(path, 1, zh, en)
    ignored = [name for name, head in zip(rows[0][1], heads, strict=True) if head is None]
    lines = [(number, _fields(heads, row)) for number, row in rows[1:] if any(row)]
    return lines, tuple(map(printable, ignored))


def _fields(heads: list[str | None], row: list[str]) -> dict[str, str]:
    pairs = zip(heads, row, strict=False)
    return {head: text.strip() for head, text in pairs if head and text.strip()}


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


def _rows(path: Path, text: str) -> Iterable[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        number = reader.line_num
        raise CsvError(path, number, f"不是 CSV：{error}", f"is no CSV: {error}") from error
