"""The six datasets on disk: OUT/<dataset>/part-NNNNN.parquet.

A part holds many reports and has the same file name in each dataset. All its files are written
under hidden names and then renamed, that of `reports` last. A part is committed once its
`reports` file exists; the next run removes the files of parts that were not committed.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gouji.pipeline.store.filesystem import (
    FileWriter,
    LockedError,
    create_folder,
    is_hidden,
    list_files,
    lock_file,
    publish,
    remove_files,
    remove_folder,
    remove_hidden,
    restore_folder,
    swap_folders,
    write_hidden,
)
from gouji.pipeline.store.records_to_rows import Row, Tables
from gouji.pipeline.store.schemas import SCHEMA, SCHEMAS

_PART_NAME = "part-{:05d}.parquet"
_PART_PATTERN = "part-*.parquet"
# The folder in OUT in which a dataset is rewritten.
_STAGE = ".replacing"
# Lists the files of a part and of the parts that it replaces rows of, while they are published.
_JOURNAL = ".commit.txt"
_DISK_FULL = (
    "。已写入的结果完好；请腾出空间后再次运行，即可继续。",
    ". The results written so far are complete; free some space and run again to continue.",
)


class StoreError(Exception):
    """OUT cannot be used. The message gives the reason, in Chinese and English."""


@contextmanager
def _os_errors_as_store_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or error
        zh, en = _DISK_FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else ("", "")
        raise StoreError(
            f"无法写入 {out}：{reason}{zh}\n{out} cannot be written: {reason}{en}"
        ) from error


@contextmanager
def lock_out(out: Path) -> Iterator[None]:
    """Keep other runs from writing to `out`, which is created if it does not exist.

    Raises StoreError if another run holds the lock.
    """
    with ExitStack() as stack:
        try:
            with _os_errors_as_store_errors(out):
                stack.enter_context(lock_file(out / ".lock"))
        except LockedError as error:
            raise StoreError(
                f"另一个 gouji 正在写入 {out}。\nAnother gouji is writing to {out}."
            ) from error
        yield


def prepare(out: Path) -> None:
    """Make `out` ready for writing: six datasets, without the remains of an interrupted run.

    Part 0 is empty and stays, so that a dataset has its columns before any report is read. Raises
    StoreError, also where another version of gouji wrote `out` with other columns.
    """
    _require_schema(out)
    with _os_errors_as_store_errors(out):
        for name in SCHEMAS:
            restore_folder(out / name)
            create_folder(out / name)
        _finish_commit(out)
        _remove_uncommitted(out)
    if _PART_NAME.format(0) not in {path.name for path in find_parts(out, "reports")}:
        commit(out, 0, {name: schema.empty_table() for name, schema in SCHEMAS.items()})


def _remove_uncommitted(out: Path) -> None:
    remove_folder(out / _STAGE)
    committed = {path.name for path in find_parts(out, "reports")}
    for name in SCHEMAS:
        remove_hidden(out / name, _PART_PATTERN)
        remove_files(path for path in find_parts(out, name) if path.name not in committed)


def find_parts(out: Path, dataset: str) -> list[Path]:
    """The files of a dataset in the order of their numbers. May be empty."""
    return sorted(list_files(out / dataset, _PART_PATTERN), key=_part_number)


def _part_number(path: Path) -> int:
    digits = path.stem.removeprefix("part-")
    return int(digits) if digits.isdecimal() else 0


def next_part(out: Path) -> int:
    """The number of the next part to write."""
    return max(map(_part_number, find_parts(out, "reports")), default=0) + 1


class DatasetRewriter(NamedTuple):
    """`write` takes the file name of a part and its rows. `spill`: a folder for temporary files."""

    write: Callable[[str, pa.Table], None]
    spill: Path


@contextmanager
def rewrite_dataset(out: Path, dataset: str) -> Iterator[DatasetRewriter]:
    """Replace all parts of a dataset of a locked `out`.

    The new parts take effect together when the block ends without an exception; until then the
    old ones are in place. Raises StoreError.
    """
    stage = out / _STAGE
    with _os_errors_as_store_errors(out):
        restore_folder(out / dataset)
        remove_folder(stage)
        create_folder(stage / dataset)
        create_folder(stage / "spill")

    def write(part: str, rows: pa.Table) -> None:
        with _os_errors_as_store_errors(out):
            _write_files({stage / dataset / part: rows})

    try:
        yield DatasetRewriter(write, stage / "spill")
        with _os_errors_as_store_errors(out):
            swap_folders(stage / dataset, out / dataset)
    finally:
        remove_folder(stage)


def commit(out: Path, number: int, tables: Tables, replaced: frozenset[str] = frozenset()) -> None:
    """Write one part of every dataset. The last rename commits it.

    `replaced`: ids of reports whose rows in other parts are removed just before the commit. If the
    run is killed in between, the next run finishes the commit. Raises StoreError.
    """
    paths = {name: out / name / _PART_NAME.format(number) for name in SCHEMAS}
    new = {path: _writer_of(tables[name]) for name, path in paths.items()}
    old = dict(_writers_without(out, replaced, paths["reports"].name)) if replaced else {}
    with _os_errors_as_store_errors(out):
        write_hidden(old | new)
        if old:
            _write_journal(out, [*old, *new])
        for path in (*old, *new):
            publish(path)
        remove_files(path for path in [out / _JOURNAL] if path.exists())


def _writers_without(
    out: Path, reports: frozenset[str], new: str
) -> Iterator[tuple[Path, FileWriter]]:
    """Writers of those parts but `new` that hold rows of `reports`, without these rows. Parts of
    the dataset `reports` are first."""
    removed = pa.array(sorted(reports), pa.string())
    for name in ("reports", *(name for name in SCHEMAS if name != "reports")):
        for path in find_parts(out, name):
            if path.name != new and pc.any(_is_in(path, removed)).as_py():
                yield path, partial(_write_without, path, removed)


def _is_in(path: Path, reports: pa.Array) -> pa.ChunkedArray:
    return pc.is_in(_read_part(path, ["report"])["report"], value_set=reports)


def _write_without(path: Path, reports: pa.Array, file: BinaryIO) -> None:
    pq.write_table(_read_part(path).filter(pc.invert(_is_in(path, reports))), file)


def _write_journal(out: Path, paths: Iterable[Path]) -> None:
    """List the files that are about to be published together."""
    journal = out / _JOURNAL
    text = "".join(f"{path.relative_to(out).as_posix()}\n" for path in paths)
    write_hidden({journal: lambda file: file.write(text.encode())})
    publish(journal)


def _finish_commit(out: Path) -> None:
    """Publish what is left of the files that a killed run was publishing together."""
    journal = out / _JOURNAL
    if journal.exists():
        for name in journal.read_text("utf-8").splitlines():
            if is_hidden(out / name):
                publish(out / name)
        remove_files([journal])


def _write_files(tables: Mapping[Path, pa.Table]) -> None:
    """Write Parquet files, or replace them, each in one step."""
    write_hidden({path: _writer_of(table) for path, table in tables.items()})
    for path in tables:
        publish(path)


def _writer_of(table: pa.Table) -> partial[None]:
    return partial(pq.write_table, table)


def read_rows(out: Path, dataset: str, columns: list[str]) -> Iterator[pa.Table]:
    """The named columns of a dataset, part by part. Raises StoreError, also where another version
    of gouji wrote `out` with other columns."""
    parts = find_parts(out, dataset)
    if not parts:
        raise StoreError(f"{out} 中没有 gouji 的数据。\n{out} holds no gouji datasets.")
    _require_schema(out)
    return (_read_part(path, columns) for path in parts)


def _require_schema(out: Path) -> None:
    """An older version leaves out columns, which would be read as null without a word."""
    paths = find_parts(out, "reports")
    rows = (_read_part(path, ["schema"]).to_pydict().get("schema", [0]) for path in paths)
    others = {number for numbers in rows for number in numbers} - {SCHEMA}
    names = SCHEMAS["reports"].names
    if others or any(_read_schema(path).names != names for path in paths):
        number = max(others, default=0) or "?"
        raise StoreError(
            f"{out} 由另一版本的 gouji 写成（数据格式 {number}，本版为 {SCHEMA}），不能续用。"
            "请用 gouji run 重新读入另一文件夹。\n"
            f"{out} was written by another version of gouji (schema {number}, this one has "
            f"{SCHEMA}) and cannot be used. Read the reports again with gouji run into another "
            "folder."
        )


def _read_schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise StoreError(f"{path} 无法读取。\n{path} cannot be read.") from error


def _read_part(path: Path, columns: list[str] | None = None) -> pa.Table:
    try:
        # read_table would take a folder called a=b for a partition; ParquetFile does not
        return pq.ParquetFile(path).read(columns=columns)
    except (pa.ArrowException, OSError) as error:
        raise StoreError(f"{path} 无法读取。\n{path} cannot be read.") from error


def read_part(out: Path, dataset: str, part: str, columns: list[str] | None = None) -> list[Row]:
    """The rows of one part of a dataset, by its file name. Raises StoreError."""
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
        raise StoreError(f"{out} 中没有 gouji 的数据。\n{out} holds no gouji datasets.")
    _require_schema(out)
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
    """Change columns in rows of `reports`; `changes`: by report id. Each file is replaced in one
    step. Raises StoreError."""
    for path in find_parts(out, "reports"):
        if changes.keys() & set(_read_part(path, ["report"])["report"].to_pylist()):
            rows = [row | changes.get(row["report"], {}) for row in _read_part(path).to_pylist()]
            changed = pa.Table.from_pylist(rows, schema=SCHEMAS["reports"])
            with _os_errors_as_store_errors(out):
                _write_files({path: changed})
