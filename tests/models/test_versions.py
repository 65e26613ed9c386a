"""The user's own versions: saved whole or not at all, promoted in one step, rolled back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from gouji.models.artefact_files import ArtefactError, write_folder
from gouji.models.artefacts import FOLDER, load_card, load_models, sign_card
from gouji.models.versions import (
    SHIPPED,
    add_version,
    complete_version,
    find_folder,
    find_in_use,
    list_versions,
    lock_home,
    promote,
    read_log,
    roll_back,
    save_version,
)

SHIPPED_VERSION = load_card()["version"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOUJI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def write_variant(target: Path, number: int = 1) -> str:
    """Fill a folder with models that are not the shipped ones. Returns their version."""
    shutil.copytree(FOLDER, target, dirs_exist_ok=True)
    steps = json.loads((target / "steps.json").read_text("utf-8"))
    steps["advance"][0] += number
    (target / "steps.json").write_text(json.dumps(steps), "utf-8")
    return sign_card(target)


def add_variant(number: int = 1) -> str:
    return add_version(lambda target: write_variant(target, number))


def call_python(code: str) -> subprocess.Popen[str]:
    """Another process that has the functions of this module."""
    start = "from tests.models.test_versions import *\n"
    return subprocess.Popen(
        [sys.executable, "-c", start + code], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def test_the_shipped_version_is_in_use_until_one_is_promoted(home: Path) -> None:
    in_use = find_in_use()
    assert (in_use.version, in_use.folder) == (SHIPPED_VERSION, SHIPPED)
    assert in_use.promotion is None and in_use.is_shipped
    assert not home.exists(), "looking changes nothing"


def test_a_saved_version_can_be_loaded_and_is_not_in_use(home: Path) -> None:
    version = add_variant()
    assert list_versions() == [version] != [SHIPPED_VERSION]
    assert load_models(home / "models" / version).version == version
    assert find_in_use().version == SHIPPED_VERSION
    assert [path.name for path in (home / "models").iterdir()] == [version]


def test_promotions_and_ways_back_are_in_the_log(home: Path) -> None:
    first, second = add_variant(1), add_variant(2)
    promote(first, "silent wrong cells fell", "a" * 64, "li")
    promote(second, "more reports right")
    assert find_in_use().version == second
    assert roll_back("looks odd").after == first == find_in_use().version
    assert roll_back().after == SHIPPED_VERSION
    assert find_in_use().folder == SHIPPED
    with pytest.raises(ArtefactError, match="nothing to go back to"):
        roll_back()
    lines = [json.loads(line) for line in (home / "promotions.jsonl").read_text().splitlines()]
    assert lines == [asdict(entry) for entry in read_log()]
    assert [(e["action"], e["before"], e["after"]) for e in lines] == [
        ("promote", SHIPPED_VERSION, first),
        ("promote", first, second),
        ("rollback", second, first),
        ("rollback", first, SHIPPED_VERSION),
    ]
    assert (lines[0]["who"], lines[0]["table"]) == ("li", "a" * 64)
    assert lines[0]["at"].endswith("Z") and lines[1]["who"]


def test_going_back_twice_after_a_new_promotion(home: Path) -> None:
    first, second, third = add_variant(1), add_variant(2), add_variant(3)
    for version in (first, second):
        promote(version, "")
    roll_back()
    promote(third, "")
    assert roll_back().after == first


def test_the_shipped_version_can_be_promoted_again() -> None:
    promote(add_variant(), "")
    assert promote(SHIPPED_VERSION, "as before").shipped
    assert find_in_use().folder == SHIPPED


def test_versions_are_named_by_a_prefix() -> None:
    version = add_variant()
    assert complete_version(version[:6]) == version
    assert complete_version(SHIPPED_VERSION[:6]) == SHIPPED_VERSION
    for unknown in ("", "c", "ffffffffffff", "../..", version + "0"):
        with pytest.raises(ArtefactError, match=f"There are: {version}, {SHIPPED_VERSION}"):
            complete_version(unknown)
    with pytest.raises(ArtefactError):
        find_folder("../../etc")


def test_a_promoted_version_that_was_removed_is_named_and_can_be_left(home: Path) -> None:
    version = add_variant()
    promote(version, "")
    shutil.rmtree(home / "models" / version)
    with pytest.raises(ArtefactError, match="gouji rollback"):
        find_in_use()
    assert roll_back().after == SHIPPED_VERSION
    assert find_in_use().is_shipped


def test_a_damaged_pointer_is_named_and_can_be_left(home: Path) -> None:
    promote(add_variant(), "")
    (home / "in_use.json").write_text("{")
    with pytest.raises(ArtefactError, match="gouji rollback"):
        find_in_use()
    roll_back()
    assert find_in_use().is_shipped


@pytest.mark.parametrize("rest", [b"", b'{"at": "2026'], ids=["no line", "half a line"])
def test_a_log_that_a_killed_process_left_short_is_completed(home: Path, rest: bytes) -> None:
    first, second = add_variant(1), add_variant(2)
    promote(first, "")
    lines = (home / "promotions.jsonl").read_bytes()
    promote(second, "")
    (home / "promotions.jsonl").write_bytes(lines + rest)
    assert [entry.after for entry in read_log()] == [first, second]
    roll_back()
    assert [entry.after for entry in read_log()] == [first, second, first]


def test_training_the_same_models_again_keeps_their_folder(home: Path) -> None:
    first, second = add_variant(1), add_variant(2)
    inode = (home / "models" / first).stat().st_ino
    assert add_variant(1) == first
    assert (home / "models" / first).stat().st_ino == inode
    assert list_versions() == [second, first]


def test_a_folder_of_models_is_replaced_and_any_other_is_left(tmp_path: Path) -> None:
    target = tmp_path / "models"
    first = save_version(lambda folder: write_variant(folder, 1), target).version
    second = save_version(lambda folder: write_variant(folder, 2), target).version
    assert load_models(target).version == second != first
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["models"]
    (target / "letter.txt").write_text("mine")
    with pytest.raises(ArtefactError, match="left as it is"), write_folder(target):
        pass
    assert (target / "letter.txt").read_text() == "mine"


def test_a_second_training_or_promotion_is_refused() -> None:
    holder = call_python("with lock_home('train'): print('held', flush=True); time.sleep(60)")
    assert holder.stdout and holder.stdout.readline() == "held\n"
    try:
        with pytest.raises(ArtefactError, match="Another `gouji train`"), lock_home("train"):
            pass
        with lock_home("promote"):  # another matter
            pass
    finally:
        holder.kill()
        holder.communicate()
    with lock_home("train"):  # the kernel released it
        pass


def test_a_killed_save_leaves_the_version_in_use_and_is_cleared_away(home: Path) -> None:
    promote(add_variant(1), "")
    before = find_in_use()
    saver = call_python(
        "def write(target):\n"
        "    write_variant(target, 2); print('written', flush=True); time.sleep(60)\n"
        "add_version(write)"
    )
    assert saver.stdout and saver.stdout.readline() == "written\n"
    os.kill(saver.pid, signal.SIGKILL)
    saver.communicate()
    assert find_in_use() == before and load_models(before.folder).version == before.version
    assert list_versions() == [before.version]
    add_variant(3)
    assert all(not path.name.startswith(".") for path in (home / "models").iterdir())


def test_kills_at_any_moment_leave_one_whole_version_in_use() -> None:
    versions = {add_variant(1), add_variant(2)}
    promote(min(versions), "")
    for milliseconds in (1, 3, 7, 15, 30):
        code = f"while True:\n    for name in {sorted(versions)}: promote(name, '')"
        process = call_python("print('ready', flush=True)\n" + code)
        assert process.stdout and process.stdout.readline() == "ready\n"
        time.sleep(milliseconds / 1000)
        process.kill()
        process.communicate()
        in_use = find_in_use()
        assert in_use.version in versions
        log = read_log()
        assert log[-1] == in_use.promotion
        assert all(log[i].after == log[i + 1].before for i in range(len(log) - 1))


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of file sizes")
def test_a_full_disk_is_named_and_leaves_the_version_in_use(home: Path) -> None:
    promote(add_variant(1), "")
    before = find_in_use()
    done = call_python(
        "import resource\n"
        "def write(target):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "    (target / 'arrays.npz').write_bytes(bytes(200_000))\n"
        "try: add_version(write)\n"
        "except ArtefactError as error: print(error)"
    )
    message, errors = done.communicate()
    assert "磁盘已满" in message and "the disk is full" in message, errors
    assert find_in_use() == before and list_versions() == [before.version]
    assert [path.name for path in (home / "models").iterdir()] == [before.version]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of file sizes")
def test_a_disk_that_is_full_when_the_log_is_written_loses_no_entry(home: Path) -> None:
    first, second = add_variant(1), add_variant(2)
    promote(first, "")
    size = (home / "promotions.jsonl").stat().st_size
    done = call_python(
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size + 50}, {size + 50}))\n"
        f"promote({second!r}, '')"
    )
    assert done.communicate()[1] == ""
    assert find_in_use().version == second
    assert [entry.after for entry in read_log()] == [first, second]
    roll_back()
    assert [entry.after for entry in read_log()] == [first, second, first]
