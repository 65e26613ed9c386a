"""What the user knows of the files, from a CSV: which line speaks of which report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from gouji.inputs.user_csv import CsvError, read_csv
from gouji.pipeline.batch.sources import name_to_key
from gouji.pipeline.store.datasets import read_rows
from gouji.pipeline.store.metadata import Known
from gouji.pipeline.store.rows import Row, find_file
from gouji.text import printable

_COLUMNS = {
    "file": ("file", "文件", "文件名", "路径"),
    "url": ("url", "网址", "链接"),
    "agency": ("agency", "机关", "机关名称"),
    "region": ("region", "地区代码", "行政区划代码"),
    "year": ("year", "年度", "年份"),
}
_MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known, by report; `unmatched`: files of no report; `ignored`: columns unknown."""

    known: Mapping[str, Known]
    unmatched: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    file: str
    known: Known


def load_metadata(path: Path, out: Path) -> Metadata:
    """The metadata in `path`, matched to the reports of `out` by source path, the end of one, or
    file name; of a file with several reports #2 behind it means the second. Raises CsvError where
    a line is wrong or can mean several reports, StoreError.
    """
    lines, ignored = _read(path)
    sources = _Sources(out)
    known: dict[str, Known] = {}
    spoken: dict[str, int] = {}
    unmatched = []
    for line in lines:
        reports = sources.find(line.file)
        if not reports:
            unmatched.append(line.file)
        elif len(reports) > 1:
            raise _ambiguous(path, line, reports)
        for report in reports:
            before = known.get(report, Known())
            known[report] = _join(path, line, before, spoken.get(report, 0))
            spoken[report] = line.number
    return Metadata(known, tuple(unmatched), ignored)


class _Sources:
    """The reports of an OUT by the last part of their source paths. Those of a file with several
    are told apart by #1, #2 … behind it."""

    def __init__(self, out: Path) -> None:
        self._by_name: dict[str, list[tuple[str, str, Row]]] = defaultdict(list)
        columns = ["report", "sources", "state"]
        rows = [row for table in read_rows(out, "reports", columns) for row in table.to_pylist()]
        many = Counter(find_file(row["report"]) for row in rows)
        for row in rows:
            file, _, number = row["report"].partition("#")
            mark = f"#{number or 1}" if many[file] > 1 else ""
            for source in row["sources"]:
                for name in {source, source + mark}:
                    self._by_name[_last(name)].append((name, source + mark, row))

    def find(self, file: str) -> dict[str, str]:
        """The reports that `file` can mean, each with its source path. A path means what it
        holds now; only if it holds nothing, what it held."""
        named = self._by_name.get(_last(file), [])
        key, tails = name_to_key(file), (f"/{file}", f"!{file}")
        same = [one for one in named if one[0] == file or name_to_key(one[0]) == key]
        found = same or [one for one in named if one[0].endswith(tails)]
        current = [one for one in found if one[2]["state"] == "current"]
        return {row["report"]: name for _, name, row in current or found}


def _last(path: str) -> str:
    return path.replace("!", "/").rpartition("/")[2]


def _read(path: Path) -> tuple[list[_Line], tuple[str, ...]]:
    lines, ignored = read_csv(path, _COLUMNS, ["file"])
    return [_line(path, number, given) for number, given in lines], ignored


def _line(path: Path, number: int, given: dict[str, str]) -> _Line:
    file, year = given.pop("file", ""), given.pop("year", None)
    if not file:
        raise CsvError(path, number, "没有写明文件。", "It names no file.")
    return _Line(number, file, Known(**given, year=_year(path, number, year)))


def _year(path: Path, number: int, text: str | None) -> int | None:
    digits = (text or "").removesuffix("年")
    if text is None:
        return None
    if not (digits.isascii() and digits.isdigit() and 2000 <= int(digits) <= 2100):
        zh, en = f"年度应如 2023：{printable(text)}", f"A year is like 2023: {printable(text)}"
        raise CsvError(path, number, zh, en)
    return int(digits)


def _join(path: Path, line: _Line, before: Known, spoken: int) -> Known:
    """What two lines say of one report; they may add to, not contradict each other."""
    said = {one.name: getattr(line.known, one.name) for one in fields(Known)}
    for name, value in said.items():
        old = getattr(before, name)
        if None not in (old, value) and old != value:
            raise CsvError(
                path,
                line.number,
                f"与第 {spoken} 行所说的 {name} 不同，而两者是同一份报告：{printable(line.file)}",
                f"says another {name} than line {spoken} of one report: {printable(line.file)}",
            )
    return replace(before, **{name: value for name, value in said.items() if value is not None})


def _ambiguous(path: Path, line: _Line, reports: Mapping[str, str]) -> CsvError:
    listed = ", ".join(map(printable, sorted(reports.values())[:_MOST_LISTED]))
    return CsvError(
        path,
        line.number,
        f"{printable(line.file)} 可指 {len(reports)} 份报告，请写出更长的路径：{listed}",
        f"{printable(line.file)} can mean {len(reports)} reports, give more of the path: {listed}",
    )
