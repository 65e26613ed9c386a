"""The files of an artefact: a fixed list of names, a digest of each, and arrays without code.

The names that an artefact may have follow from its card. A folder with a changed, a missing or an
additional file is refused. An artefact never holds a pickle, and no file in it is executed.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import BadZipFile, ZipFile

CARD = "card.json"
# Sizes in bytes above which a file of an artefact, or an array in it, is refused before it is read.
# The largest shipped file has 2.9 MB, the largest array 4.3 MB.
MAX_FILE_BYTES = 64 << 20
MAX_ARRAY_BYTES = 256 << 20
# numpy's letters of the numbers that arrays hold: bool, int, unsigned int, float.
_NUMBER_KINDS = "biuf"
_CARD_BYTES = 4 << 20
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class ArtefactError(Exception):
    """An artefact is missing, damaged, changed, or of another format than this version reads."""


class ChangedFilesError(ArtefactError):
    """The files of an artefact are not those that its card lists."""

    def __init__(self, folder: Path, changed: Iterable[str]) -> None:
        names = ", ".join(sorted(changed)[:5])
        super().__init__(
            f"{folder} 中的模型文件与卡片所记不符，不予使用：{names}。"
            "请用 gouji rollback 换回前一版本，或用 gouji train 重新训练；"
            "随程序安装的模型请重新安装 gouji。\n"
            f"The files in {folder} are not those that the card lists, and are not used: {names}. "
            "Go back with `gouji rollback`, or train again with `gouji train`; for the models that "
            "came with the program, install gouji again."
        )


def read_files(folder: Path, allowed: Iterable[str], card: Mapping[str, Any]) -> dict[str, bytes]:
    """The bytes of every file of the artefact in `folder` but its card, by POSIX path.

    `allowed` has the names that there must be, `card` the SHA-256 of each file and the version,
    which is a digest of them all. Raises ChangedFilesError, ValueError and OSError.
    """
    digests = card["digests"]
    names = set(list_names(folder))
    wrong = (names ^ set(allowed)) | (names ^ digests.keys())
    sizes = {name: (folder / name).stat().st_size for name in names}
    wrong |= {name for name, size in sizes.items() if size > MAX_FILE_BYTES}
    if wrong:
        raise ChangedFilesError(folder, wrong)
    contents = {name: (folder / name).read_bytes() for name in sorted(names)}
    if digest_contents(contents) == card["version"]:
        return contents
    changed = [name for name, data in contents.items() if _sha256(data) != digests[name]]
    if changed:
        raise ChangedFilesError(folder, changed)
    raise ValueError(f"{CARD}: version {card['version']} is not that of the files")


def list_names(folder: Path) -> Iterator[str]:
    """The POSIX paths of all files in `folder`, its card excepted."""
    paths = (path for path in folder.rglob("*") if not path.is_dir())
    names = (path.relative_to(folder).as_posix() for path in paths)
    return (name for name in names if name != CARD)


def digest_files(folder: Path) -> dict[str, str]:
    """The SHA-256 in hexadecimal of every file in `folder` but the card, by POSIX path."""
    return {name: _sha256((folder / name).read_bytes()) for name in sorted(list_names(folder))}


def digest_contents(contents: Mapping[str, bytes]) -> str:
    """The version of an artefact: 12 hexadecimal digits of the SHA-256 over its files."""
    digest = hashlib.sha256()
    for name in sorted(contents, key=PurePosixPath):
        digest.update(name.encode())
        digest.update(contents[name])
    return digest.hexdigest()[:12]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_card(folder: Path) -> dict[str, Any]:
    """The card of the artefact in `folder`. Raises OSError and ValueError."""
    path = folder / CARD
    if path.stat().st_size > _CARD_BYTES:
        raise ValueError(f"{CARD}: more than {_CARD_BYTES} bytes")
    card = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(card, dict):
        raise ValueError(f"{CARD}: no object")
    return card


def read_arrays(data: bytes, names: Iterable[str]) -> dict[str, Any]:
    """The arrays `names` of an .npz file.

    The headers are read first. Raises ValueError for other arrays than `names`, for arrays of
    objects, and for arrays above `MAX_ARRAY_BYTES`.
    """
    import numpy as np

    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_arrays(archive, {f"{name}.npy" for name in names})
        with np.load(BytesIO(data), allow_pickle=False) as stored:
            return {name: stored[name] for name in names}
    except BadZipFile as error:
        raise ValueError(f"no .npz file: {error}") from error


def _check_arrays(archive: ZipFile, names: set[str]) -> None:
    import numpy as np

    if sorted(archive.namelist()) != sorted(names):
        raise ValueError(f"arrays {sorted(archive.namelist())} instead of {sorted(names)}")
    for entry in archive.infolist():
        with archive.open(entry) as file:
            version = np.lib.format.read_magic(file)
            read_header = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }[version]
            shape, _, dtype = read_header(file)
        size = dtype.itemsize
        for length in shape:
            size *= max(1, length)
        if (
            dtype.kind not in _NUMBER_KINDS
            or size > MAX_ARRAY_BYTES
            or entry.file_size > size + 4096
        ):
            raise ValueError(f"{entry.filename}: array {dtype} {shape} is not read")


@contextmanager
def write_folder(target: Path) -> Iterator[Path]:
    """A new folder beside `target`, which takes its place when the block ends without an exception.

    Until then `target` is untouched, also where the process is killed. Raises ArtefactError where
    the disk is full, and where `target` holds anything that is not an artefact.
    """
    target = target.resolve()
    _require_replaceable(target)
    with report_disk_errors(target), create_temporary(target.parent) as temporary:
        yield temporary
        put_folder(temporary, target)


@contextmanager
def create_temporary(parent: Path) -> Iterator[Path]:
    """A new hidden folder in `parent`, which is removed if it is still there after the block."""
    parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".", suffix=".saving", dir=parent))
    try:
        temporary.chmod(0o755)
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def remove_remains(parent: Path) -> None:
    """Remove the temporary folders in `parent` that killed processes left."""
    for path in parent.glob(".*.saving"):
        shutil.rmtree(path, ignore_errors=True)


def put_folder(temporary: Path, target: Path) -> None:
    """Flush `temporary` to the disk and give it the name `target`. Raises OSError."""
    flush_folder(temporary)
    if target.is_dir():
        with create_temporary(target.parent) as old:
            target.rename(old / target.name)
            temporary.rename(target)
    else:
        temporary.rename(target)
    flush(target.parent)


def _require_replaceable(target: Path) -> None:
    """A folder with the user's own files is never replaced."""
    if target.is_dir() and any(target.iterdir()) and not _is_artefact(target):
        raise ArtefactError(
            f"{target} 中有模型以外的文件，未作改动；请另选一个空文件夹。\n"
            f"{target} holds other files than models and was left as it is. Name an empty folder."
        )


def _is_artefact(folder: Path) -> bool:
    try:
        return set(list_names(folder)) <= set(read_card(folder)["digests"])
    except (OSError, KeyError, TypeError, ValueError):
        return False


@contextmanager
def report_disk_errors(target: Path) -> Iterator[None]:
    """Turn errors of the system while writing `target` into ArtefactError."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in _DISK_FULL
        reason = str(error.strerror or error)
        zh, en = ("磁盘已满", "the disk is full") if is_full else (reason, reason)
        raise ArtefactError(
            f"无法写入 {target}：{zh}。正在使用的模型未受影响。\n"
            f"{target} cannot be written: {en}. The models in use are untouched."
        ) from error


def flush_folder(folder: Path) -> None:
    """Flush every file and folder in `folder` to the disk. Raises OSError."""
    for path in sorted(folder.rglob("*")):
        flush(path)
    flush(folder)


def flush(path: Path) -> None:
    """Flush one file or folder to the disk. Raises OSError."""
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):  # Windows cannot open a folder
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
