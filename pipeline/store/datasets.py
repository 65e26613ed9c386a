"""The five datasets on disk: OUT/<dataset>/part-NNNNN.parquet.

One part holds many reports and has the same name in each dataset. Its files are written under
hidden names and renamed when all are complete, `reports` last: a part counts once its `reports`
file stands, and files of a part without one are swept away by the next run.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gouji.pipeline.store.atomic_swap import mend, swap
from gouji.pipeline.store.rows import Row, Tables
from gouji.pipeline.store.schemas import SCHEMAS

_PART = "part-{:05d}.parquet"
_STAGE = ".replacing"  # where a dataset is written anew
_FULL = (
    "。已写入的结果完好；腾出空间后再次运行即可继续。",
    ". What was written is whole; free some space and run again to go on.",
)


class StoreError(Exception):
    """OUT cannot be used; the message says why, in Chinese and English."""


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        zh, en = _FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else ("", "")
        raise StoreError(
            f"无法写入 {out}：{reason}{zh}\n{out} cannot be written: {reason}{en}"
        ) from error


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Keep other runs off `out`, made if need be. The lock goes with the process, however that
    ends. Raises StoreError if another run holds it.
    """
    with _writing(out):
        out.mkdir(parents=True, exist_ok=True)
        file = (out / ".lock").open("w")
    with file:
        _lock(file, out)
        yield


def _lock(file: IO[str], out: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no flock
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StoreError(
            f"另一个 gouji 正在写入 {out}。\nAnother gouji is writing to {out}."
        ) from error


def prepare(out: Path) -> None:
    """Make `out` ready for writing: five readable folders, free of what a killed run left.

    Part 0 is empty and stays: it carries the columns where no report has been read yet.
    Raises StoreError.
    """
    with _writing(out):
        for name in SCHEMAS:
            mend(out / name)
            (out / name).mkdir(parents=True, exist_ok=True)
        _sweep(out)
    if not (out / "reports" / _PART.format(0)).exists():
        commit(out, 0, {name: schema.empty_table() for name, schema in SCHEMAS.items()})


def _sweep(out: Path) -> None:
    shutil.rmtree(out / _STAGE, ignore_errors=True)
    committed = {path.name for path in find_parts(out, "reports")}
    for name in SCHEMAS:
        for path in (out / name).glob(".part-*.tmp"):
            path.unlink()
        for path in find_parts(out, name):
            if path.name not in committed:
                path.unlink()


def find_parts(out: Path, dataset: str) -> list[Path]:
    """The files of a dataset, in the order they were written. May be empty."""
    return sorted((out / dataset).glob("part-*.parquet"), key=_number)


@contextmanager
def rewrite_dataset(
    out: Path, dataset: str
) -> Iterator[tuple[Callable[[str, pa.Table], None], Path]]:
    """Write a dataset of a held `out` anew: a function that takes a part's name and its rows, and
    a folder for what is needed meanwhile. The new parts take the place of the old ones all at
    once when the block ends well; until then the old ones stand. Raises StoreError.
    """
    stage = out / _STAGE
    with _writing(out):
        mend(out / dataset)
        shutil.rmtree(stage, ignore_errors=True)
        (stage / dataset).mkdir(parents=True)
        (stage / "spill").mkdir()

    def write(part: str, rows: pa.Table) -> None:
        with _writing(out):
            _stage({stage / dataset / part: rows})
            _publish(stage / dataset / part)

    try:
        yield write, stage / "spill"
        with _writing(out):
            swap(stage / dataset, out / dataset)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _number(path: Path) -> int:
    digits = path.stem.removeprefix("part-")
    return int(digits) if digits.isdecimal() else 0


def next_part(out: Path) -> int:
    """The number of the part to write next."""
    return max(map(_number, find_parts(out, "reports")), default=0) + 1


def commit(out: Path, number: int, tables: Tables, again: frozenset[str] = frozenset()) -> None:
    """Write one part of every dataset; before the last rename none of it counts.

    `again` holds the ids of reports that had a row in another part: it goes just before the new
    one counts, so that a run killed in between reads that file once more. Raises StoreError.
    """
    paths = {name: out / name / _PART.format(number) for name in SCHEMAS}
    with _writing(out):
        _stage({path: tables[name] for name, path in paths.items()})
        _drop(set(find_parts(out, "reports")) - {paths["reports"]}, again)
        for path in paths.values():
            _publish(path)


def _drop(paths: AbstractSet[Path], reports: frozenset[str]) -> None:
    unwanted = pa.array(sorted(reports), pa.string())
    for path in paths if reports else ():
        kept = pc.invert(pc.is_in(_read_part(path, ["report"])["report"], value_set=unwanted))
        if not pc.all(kept).as_py():
            _stage({path: _read_part(path).filter(kept)})
            _publish(path)


def _stage(tables: Mapping[Path, pa.Table]) -> None:
    """Write files under hidden names, and to the disk; all of them or none."""
    try:
        for path, table in tables.items():
            with _hidden(path).open("wb") as file:
                pq.write_table(table, file)
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        for path in tables:
            _hidden(path).unlink(missing_ok=True)
        raise


def _hidden(path: Path) -> Path:
    return path.with_name(f".{path.stem}.tmp")


def _publish(path: Path) -> None:
    """Give a file its name, on the disk as well: names must not come back in another order."""
    _hidden(path).replace(path)
    if hasattr(os, "O_DIRECTORY"):  # Windows opens no folders
        folder = os.open(path.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_rows(out: Path, dataset: str, columns: list[str]) -> Iterator[pa.Table]:
    """The named columns of a dataset, part by part. Raises StoreError."""
    parts = find_parts(out, dataset)
    if not parts:
        raise StoreError(f"{out} 中没有 gouji 的数据。\n{out} holds no data of gouji.")
    return (_read_part(path, columns) for path in parts)


def _read_part(path: Path, columns: list[str] | None = None) -> pa.Table:
    try:
        # ParquetFile, as read_table would take a folder called a=b for a partition
        return pq.ParquetFile(path).read(columns=columns)
    except (pa.ArrowException, OSError) as error:
        raise StoreError(f"{path} 无法读取。\n{path} cannot be read.") from error


def read_part(out: Path, dataset: str, part: str, columns: list[str] | None = None) -> list[Row]:
    """The rows of one part of a dataset. Raises StoreError."""
    rows: list[Row] = _read_part(out / dataset / part, columns).to_pylist()
    return rows


def read_report(out: Path, dataset: str, report: str) -> list[Row]:
    """The rows that a dataset holds of one report. Raises StoreError."""
    chosen = pc.field("report") == report
    rows: list[Row] = _scan(out, dataset, find_parts(out, dataset), chosen).to_pylist()
    return rows


def read_table(out: Path, dataset: str, state: str | None = None) -> pa.Table:
    """The rows of a dataset in all parts that count, of reports in `state` or, where that is None,
    of all reports. Raises StoreError."""
    parts = find_parts(out, "reports")
    if not parts:
        raise StoreError(f"{out} 中没有 gouji 的数据。\n{out} holds no data of gouji.")
    files = [out / dataset / path.name for path in parts]
    if state is None:
        return _scan(out, dataset, files)
    if dataset == "reports":
        return _scan(out, dataset, files, pc.field("state") == state)
    reports = read_table(out, "reports", state)["report"].combine_chunks()
    return _scan(out, dataset, files, pc.field("report").isin(reports))


def _scan(
    out: Path, dataset: str, files: Sequence[Path], chosen: pc.Expression | None = None
) -> pa.Table:
    import pyarrow.dataset as ds

    try:
        rows = ds.dataset([str(file) for file in files], SCHEMAS[dataset], format="parquet")
        return rows.to_table(filter=chosen)
    except (pa.ArrowException, OSError) as error:
        raise StoreError(f"{out} 无法读取。\n{out} cannot be read.") from error


def rewrite_reports(out: Path, changes: Mapping[str, Row]) -> None:
    """Put new values into rows of `reports`, by report id; every file changes whole.

    Raises StoreError.
    """
    for path in find_parts(out, "reports"):
        if changes.keys() & set(_read_part(path, ["report"])["report"].to_pylist()):
            rows = [row | changes.get(row["report"], {}) for row in _read_part(path).to_pylist()]
            changed = pa.Table.from_pylist(rows, schema=SCHEMAS["reports"])
            with _writing(out):
                _stage({path: changed})
                _publish(path)
