"""Where an export goes: built under a hidden name beside DEST, and there when it is whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gouji.pipeline.store.schemas import SCHEMAS

_MARK = ".gouji-export"  # in a folder that an export made, and that another may replace


class ExportError(Exception):
    """DEST cannot be written; the message says why, in Chinese and English."""


@contextmanager
def staged(dest: Path, out: Path) -> Iterator[tuple[Path, Path]]:
    """A path to write a file or a folder to, and a folder for what is needed meanwhile, both on
    the disk of `dest`. The path becomes `dest` when the block ends well.

    A file at `dest` is replaced, a folder only if an export made it or it is empty. Raises
    ExportError where it is not, or where `dest` would hit the datasets of `out`.
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
    own = [(out / name).resolve() for name in SCHEMAS]
    place = dest.resolve()
    if place == out.resolve() or any(one == place or one in place.parents for one in own):
        raise ExportError(
            f"{dest} 是结果数据集本身，请另选位置。\n"
            f"{dest} belongs to the datasets themselves, choose another place."
        )


def _refuse_foreign(dest: Path) -> None:
    if dest.is_dir() and any(dest.iterdir()) and not (dest / _MARK).is_file():
        raise ExportError(
            f"{dest} 已存在，且不是导出的文件夹，请另选位置。\n"
            f"{dest} exists and is no folder of an export, choose another place."
        )
