"""The target of an export (DEST): built under a hidden name beside it, renamed when complete."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gouji.pipeline.store.schemas import SCHEMAS

_MARK = ".gouji-export"  # A file in each exported folder: such a folder may be replaced.


class ExportError(Exception):
    """DEST cannot be written; the message gives the reason in Chinese and English."""


@contextmanager
def staged(dest: Path, out: Path) -> Iterator[tuple[Path, Path]]:
    """Yield a path to write a file or folder to, and a folder for temporary data.

    Both are on the disk of `dest`. The path is renamed to `dest` when the block ends without an
    error. A file at `dest` is replaced; a folder is replaced only if it is empty or an export made
    it. Raises ExportError for any other folder, and where `dest` is among the datasets of `out`.
    """
    _refuse_datasets(dest, out)
    _refuse_foreign(dest)
    dest.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".gouji-", dir=dest.parent) as folder:
        path, spill = Path(folder, "staged") / dest.name, Path(folder, "spill")
        path.parent.mkdir()
        spill.mkdir()
        yield path, spill
        if path.is_dir():
            (path / _MARK).touch()
        if dest.is_dir():
            shutil.rmtree(dest)
        elif path.is_dir():
            dest.unlink(missing_ok=True)
        path.replace(dest)


def _refuse_datasets(dest: Path, out: Path) -> None:
    datasets = [(out / name).resolve() for name in SCHEMAS]
    target = dest.resolve()
    if target == out.resolve() or any(d == target or d in target.parents for d in datasets):
        raise ExportError(
            f"{dest} 是结果数据集本身，请另选位置。\n"
            f"{dest} is part of the datasets themselves; choose another place."
        )


def _refuse_foreign(dest: Path) -> None:
    if dest.is_dir() and any(dest.iterdir()) and not (dest / _MARK).is_file():
        raise ExportError(
            f"{dest} 已存在，且不是导出的文件夹，请另选位置。\n"
            f"{dest} exists and was not made by an export; choose another place."
        )
