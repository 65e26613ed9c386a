"""The user's own versions of the models: which there are, which is in use, and since when.

    GOUJI_HOME/models/<version>/   one complete artefact each, never changed once it is there
    GOUJI_HOME/in_use.json         the last entry of the log: the version that is in use
    GOUJI_HOME/promotions.jsonl    every promotion and every way back, appended only

`in_use.json` is replaced in one step and decides. A process that is killed after that and before
the line is appended leaves the log one line short; the next reader and the next writer add it.
"""

from __future__ import annotations

import getpass
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from gouji.models.artefact_files import (
    CARD,
    ArtefactError,
    create_temporary,
    digest_files,
    flush,
    put_folder,
    read_card,
    remove_remains,
    report_disk_errors,
    write_folder,
)

SHIPPED = Path(__file__).parent / "artefacts"
_VERSION = re.compile(r"[0-9a-f]{12}")
# The fewest digits that name a version.
_PREFIX = 4
Action = Literal["promote", "rollback"]


@dataclass(frozen=True, slots=True)
class Promotion:
    """One entry of the log.

    `before` and `after` are versions. `shipped`: `after` is the version that came with the program,
    and the models of the program are used, also after an update. `at`: UTC, to the second. `why`:
    the gain, or the reason of an override. `table`: SHA-256 of the table that was decided on.
    """

    at: str
    who: str
    action: Action
    before: str
    after: str
    shipped: bool
    why: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True)
class InUse:
    """The version in use and its folder. `promotion` is the entry that made it so; None where
    nothing was ever promoted."""

    version: str
    folder: Path
    promotion: Promotion | None = None

    @property
    def is_shipped(self) -> bool:
        return self.folder == SHIPPED


def find_home() -> Path:
    """The folder of what is the user's own: `GOUJI_HOME`, or that of the platform."""
    named = os.environ.get("GOUJI_HOME")
    if named:
        return Path(named).expanduser().resolve()
    from platformdirs import user_data_path

    return user_data_path("gouji", appauthor=False)


def find_in_use() -> InUse:
    """The promoted version, else the shipped one. Raises ArtefactError where it is not there."""
    promotion = _read_pointer(find_home())
    if promotion is None or promotion.shipped:
        return InUse(_read_version(SHIPPED), SHIPPED, promotion)
    folder = find_folder(promotion.after)
    return InUse(promotion.after, folder, promotion)


def find_folder(version: str) -> Path:
    """The folder of a version: of the user's own or the shipped one. Raises ArtefactError."""
    folder = find_home() / "models" / version
    if _VERSION.fullmatch(version) and (folder / CARD).is_file():
        return folder
    if version == _read_version(SHIPPED):
        return SHIPPED
    raise ArtefactError(
        f"没有模型版本 {version}：{folder}。现有：{_name_all()}。"
        "可用 gouji rollback 换回前一版本。\n"
        f"There is no version {version} of the models: {folder}. There are: {_name_all()}. "
        "`gouji rollback` goes back to the version before."
    )


def complete_version(prefix: str) -> str:
    """The one version that begins with `prefix`. Raises ArtefactError for none and for several."""
    names = {*list_versions(), _read_version(SHIPPED)}
    found = [name for name in names if name.startswith(prefix) and len(prefix) >= _PREFIX]
    if len(found) == 1:
        return found[0]
    raise ArtefactError(
        f"没有唯一的模型版本 {prefix}。现有：{_name_all()}。\n"
        f"No single version of the models is {prefix}. There are: {_name_all()}."
    )


def list_versions() -> list[str]:
    """The user's own versions, the one saved last at the end."""
    folders = (find_home() / "models").glob("*")
    saved = [path for path in folders if _VERSION.fullmatch(path.name) and (path / CARD).is_file()]
    return [path.name for path in sorted(saved, key=lambda path: (path / CARD).stat().st_mtime_ns)]


def _name_all() -> str:
    return ", ".join([*list_versions(), f"{_read_version(SHIPPED)} (shipped)"])


def _read_version(folder: Path) -> str:
    try:
        return str(read_card(folder)["version"])
    except (OSError, KeyError, ValueError) as error:
        raise ArtefactError(
            f"模型缺失或无法读取，请重新安装 gouji 或运行 gouji train：{folder}\n"
            f"The models are missing or cannot be read, install gouji again: {folder}: {error}"
        ) from error


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved version and its folder."""

    version: str
    folder: Path


def save_version(write: Callable[[Path], str], folder: Path | None = None) -> Saved:
    """Save a version as one of the user's own, or in `folder`, which it replaces.

    `write` fills a new folder and returns the version of what it wrote. The caller holds the lock
    of trainings. Raises ArtefactError.
    """
    if folder is None:
        version = add_version(write)
        return Saved(version, find_home() / "models" / version)
    with write_folder(folder) as temporary:
        version = write(temporary)
    return Saved(version, folder)


def add_version(write: Callable[[Path], str]) -> str:
    """Save a version. `write` fills a new folder and returns the version of what it wrote.

    The version is there as a whole or not at all. The caller holds the lock of trainings. Raises
    ArtefactError.
    """
    models = find_home() / "models"
    with report_disk_errors(models):
        remove_remains(models)
        with create_temporary(models) as temporary:
            version = write(temporary)
            target = models / version
            if not _is_same(temporary, target):
                put_folder(temporary, target)
            os.utime(target / CARD)  # the newest of all versions
    return version


def _is_same(folder: Path, other: Path) -> bool:
    return (other / CARD).is_file() and digest_files(folder) == digest_files(other)


def promote(
    version: str, why: str, table: str = "", who: str = "", instead_of: str = ""
) -> Promotion:
    """Make `version` the one in use. `instead_of`: the version that it was compared with.

    Raises ArtefactError, also while another is promoted, and where `instead_of` is not in use any
    more.
    """
    with lock_home("promote"):
        folder = find_folder(version)
        if instead_of and (now := find_in_use().version) != instead_of:
            raise ArtefactError(
                f"比较期间，使用中的版本已由 {instead_of} 变为 {now}。请重新比较。\n"
                f"While the versions were compared, {now} took the place of {instead_of}. "
                "Compare again."
            )
        entry = _entry("promote", version, folder == SHIPPED, why, table, who)
        return _take(entry)


def roll_back(
    why: str = "", who: str = "", check: Callable[[Path], object] | None = None
) -> Promotion:
    """Make the version in use that was so before the last promotion.

    `check` gets the folder of a version and raises ArtefactError where it cannot be used; the one
    before it is then taken, and the shipped one at last. Raises ArtefactError.
    """
    with lock_home("promote"):
        stack = _stack(read_log())
        if not stack:
            raise ArtefactError(
                "没有可换回的版本：使用的是随程序安装的模型。\n"
                "There is nothing to go back to: the models that came with the program are in use."
            )
        for before in reversed(stack[:-1]):
            if before.shipped or _is_usable(before.after, check):
                return _take(_entry("rollback", before.after, before.shipped, why, "", who))
        return _take(_entry("rollback", _read_version(SHIPPED), True, why, "", who))


def _is_usable(version: str, check: Callable[[Path], object] | None) -> bool:
    try:
        folder = find_folder(version)
        if check:
            check(folder)
    except ArtefactError:
        return False
    return True


def _stack(log: list[Promotion]) -> list[Promotion]:
    """The promotions that no way back has undone, the last at the end. A way back undoes all
    promotions after that of the version that it leads to."""
    stack: list[Promotion] = []
    for entry in log:
        if entry.action == "promote":
            stack.append(entry)
            continue
        stack = stack[:-1]
        while stack and stack[-1].after != entry.after:
            stack.pop()
    return stack


def _entry(
    action: Action, after: str, is_shipped: bool, why: str, table: str, who: str
) -> Promotion:
    log = read_log()
    is_own = bool(log) and not log[-1].shipped
    before = log[-1].after if is_own else _read_version(SHIPPED)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Promotion(now, who or _name_user(), action, before, after, is_shipped, why, table)


def _name_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for the id of the user
        return str(os.getuid()) if hasattr(os, "getuid") else ""


def _take(entry: Promotion) -> Promotion:
    """Replace the pointer, then append to the log. The home is locked."""
    home = find_home()
    with report_disk_errors(home):
        _append_missing(home)
        _replace_pointer(home, entry)
        with suppress(OSError):  # it has taken effect; the next entry completes the log
            _append(home / "promotions.jsonl", entry)
    return entry


def _replace_pointer(home: Path, entry: Promotion) -> None:
    temporary = home / ".in_use.tmp"
    temporary.write_text(_to_line(entry), encoding="utf-8")
    flush(temporary)
    temporary.replace(home / "in_use.json")
    flush(home)


def _append(path: Path, entry: Promotion) -> None:
    """Append one line. A line that a killed process left without an end is ended first."""
    with path.open("a+b") as file:
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(_to_line(entry).encode())
        file.flush()
        os.fsync(file.fileno())


def _append_missing(home: Path) -> None:
    for entry in read_log()[len(_read_lines(home)) :]:
        _append(home / "promotions.jsonl", entry)


def _to_line(entry: Promotion) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False) + "\n"


def read_log() -> list[Promotion]:
    """All promotions and ways back, the oldest first."""
    home = find_home()
    entries = _read_lines(home)
    try:
        pointer = _read_pointer(home)
    except ArtefactError:  # damaged: the log alone is left
        return entries
    is_missing = pointer is not None and (not entries or entries[-1] != pointer)
    return [*entries, pointer] if is_missing and pointer else entries


def _read_lines(home: Path) -> list[Promotion]:
    """The entries of the log. A line that was cut off is left out: it never took effect, or the
    pointer holds it."""
    path = home / "promotions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [entry for entry in map(_parse_line, lines) if entry]


def _parse_line(line: str) -> Promotion | None:
    try:
        return _parse(json.loads(line))
    except ValueError:
        return None


def _parse(values: Any) -> Promotion:
    """The entry. Raises ValueError."""
    try:
        return Promotion(**values)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _read_pointer(home: Path) -> Promotion | None:
    path = home / "in_use.json"
    try:
        return _parse(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ArtefactError(
            f"无法读取正在使用的模型版本：{path}。请用 gouji rollback 换回前一版本。\n"
            f"The version in use cannot be read: {path}: {error}. `gouji rollback` goes back."
        ) from error


@contextmanager
def lock_home(task: Literal["train", "promote"]) -> Iterator[None]:
    """Keep a second training or promotion of this user from starting.

    The kernel releases the lock when the process ends, however it ends. Raises ArtefactError.
    """
    home = find_home()
    with report_disk_errors(home):
        home.mkdir(parents=True, exist_ok=True)
        file = (home / f".{task}.lock").open("w")
    with file:
        _lock(file.fileno(), task, home)
        yield


def _lock(descriptor: int, task: str, home: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no flock
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise ArtefactError(
            f"另一个 gouji {task} 正在使用 {home}，请待其结束。\n"
            f"Another `gouji {task}` is using {home}. Wait until it has ended."
        ) from error
