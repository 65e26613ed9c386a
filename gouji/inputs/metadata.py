"""Reads a CSV of metadata and matches its lines to reports of OUT."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import NamedTuple

from gouji.inputs.user_csv import CsvError, read_csv
from gouji.pipeline.batch.sources import name_to_key
from gouji.pipeline.store.datasets import read_rows
from gouji.pipeline.store.records_to_rows import find_file
from gouji.pipeline.store.user_metadata import UserMetadata
from gouji.text import printable

_COLUMNS = {
    "file": ("file", "文件", "文件名", "路径"),
    "url": ("url", "网址", "链接"),
    "agency": ("agency", "机关", "机关名称"),
    "region": ("region", "地区代码", "行政区划代码"),
    "year": ("year", "年度", "年份"),
}
# Reports that an error message lists.
_MAX_LISTED = 5
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class MatchedMetadata:
    """The metadata of each report, by its id.

    `unmatched_files`: files in the CSV that no report has as a source. `ignored_headers`: headers
    of columns that are not known.
    """

    by_report: Mapping[str, UserMetadata]
    unmatched_files: tuple[str, ...] = ()
    ignored_headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _MetadataLine:
    number: int
    file: str
    metadata: UserMetadata


def load_metadata(path: Path, out: Path) -> MatchedMetadata:
    """The metadata in `path`, matched to the reports of `out`.

    A line matches by source path, end of a source path, or file name; #2 after it means the
    second report of the file. Raises CsvError where a line is wrong or matches several reports,
    and StoreError.
    """
    content = read_csv(path, _COLUMNS, ["file"])
    sources = _SourceIndex(out)
    by_report: dict[str, UserMetadata] = {}
    last_lines: dict[str, int] = {}
    unmatched = []
    for number, csv_fields in content.lines:
        line = _parse_line(path, number, csv_fields)
        names = sources.find(line.file)
        if not names:
            unmatched.append(line.file)
        elif len(names) > 1:
            raise _ambiguity_error(path, line, names)
        for report in names:
            before = by_report.get(report, UserMetadata())
            by_report[report] = _merge(path, line, before, last_lines.get(report, 0))
            last_lines[report] = line.number
    return MatchedMetadata(by_report, tuple(unmatched), content.ignored_headers)


class _IndexedSource(NamedTuple):
    """`name`: the source as it may be written. `full_name`: with #1, #2 … where the file has
    several reports."""

    name: str
    full_name: str
    report: str
    is_current: bool


class _SourceIndex:
    """The sources of all reports of OUT, by file name."""

    def __init__(self, out: Path) -> None:
        self._by_file_name: dict[str, list[_IndexedSource]] = defaultdict(list)
        columns = ["report", "sources", "state"]
        rows = [row for table in read_rows(out, "reports", columns) for row in table.to_pylist()]
        reports_in_file = Counter(find_file(row["report"]) for row in rows)
        for row in rows:
            file, _, number = row["report"].partition("#")
            mark = f"#{number or 1}" if reports_in_file[file] > 1 else ""
            for source in row["sources"]:
                for name in {source, source + mark}:
                    self._by_file_name[_file_name(name)].append(
                        _IndexedSource(
                            name, source + mark, row["report"], row["state"] == "current"
                        )
                    )

    def find(self, file: str) -> dict[str, str]:
        """The full source name of each report that `file` matches, by report id.

        A path means the report that it holds now, or, if there is none, the one that it held.
        """
        candidates = self._by_file_name.get(_file_name(file), [])
        key, endings = name_to_key(file), (f"/{file}", f"!{file}")
        same_path = [
            source
            for source in candidates
            if source.name == file or name_to_key(source.name) == key
        ]
        matches = same_path or [source for source in candidates if source.name.endswith(endings)]
        current = [source for source in matches if source.is_current]
        return {source.report: source.full_name for source in current or matches}


def _file_name(path: str) -> str:
    return path.replace("!", "/").rpartition("/")[2]


def _parse_line(path: Path, number: int, csv_fields: Mapping[str, str]) -> _MetadataLine:
    stated = dict(csv_fields)
    file, year = stated.pop("file", ""), stated.pop("year", None)
    if not file:
        raise CsvError(path, number, "未填写文件。", "The file is missing.")
    metadata = UserMetadata(**stated, year=_parse_year(path, number, year))
    return _MetadataLine(number, file, metadata)


def _parse_year(path: Path, number: int, text: str | None) -> int | None:
    if text is None:
        return None
    digits = text.removesuffix("年")
    if not (digits.isascii() and digits.isdigit() and int(digits) in _YEARS):
        zh = f"年度应为 2023 这样的四位数：{printable(text)}"
        en = f"The year must be like 2023: {printable(text)}"
        raise CsvError(path, number, zh, en)
    return int(digits)


def _merge(path: Path, line: _MetadataLine, before: UserMetadata, last_line: int) -> UserMetadata:
    """The metadata of two lines about one report. Raises CsvError where they contradict."""
    names = [field.name for field in fields(UserMetadata)]
    stated = {name: getattr(line.metadata, name) for name in names}
    for name, value in stated.items():
        old = getattr(before, name)
        if None not in (old, value) and old != value:
            raise CsvError(
                path,
                line.number,
                f"同一份报告的 {name} 与第 {last_line} 行不一致：{printable(line.file)}",
                f"{name} differs from line {last_line} about the same report: "
                f"{printable(line.file)}",
            )
    return replace(before, **{name: value for name, value in stated.items() if value is not None})


def _ambiguity_error(path: Path, line: _MetadataLine, names: Mapping[str, str]) -> CsvError:
    listed = ", ".join(map(printable, sorted(names.values())[:_MAX_LISTED]))
    return CsvError(
        path,
        line.number,
        f"{printable(line.file)} 对应 {len(names)} 份报告，请写出更完整的路径：{listed}",
        f"{printable(line.file)} matches {len(names)} reports; give more of the path: {listed}",
    )
