"""Which files an INPUT stands for."""

from __future__ import annotations

import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from gouji.pipeline.batch.archives import MOST_MEMBERS, find_members
from gouji.pipeline.batch.contents import load
from gouji.pipeline.batch.sources import Found, InputError, expand
from gouji.pipeline.errors import Damaged, TooLarge, Unreachable


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"text of {name}", encoding="utf-8")


def names(found: Found) -> list[str]:
    return [source.name for source in found.sources]


def find(*inputs: str, stdin: tuple[str, ...] = ()) -> Found:
    return expand(inputs, Path("out"), stdin)


def test_folder_holds_files_of_known_suffix_at_any_depth() -> None:
    write("in/b.HTML", "in/a.txt", "in/deep/er/c.md", "in/d.png", "in/README")
    found = find("in")
    assert names(found) == ["in/a.txt", "in/b.HTML", "in/deep/er/c.md"]
    assert found.ignored == 2


def test_hidden_files_and_out_are_skipped_without_being_counted() -> None:
    write("a.txt", ".b.txt", ".git/c.txt", "out/reports/d.txt")
    found = find(".")
    assert (names(found), found.ignored) == (["a.txt"], 0)


def test_a_loop_of_links_is_walked_once() -> None:
    write("in/a.txt")
    Path("in/loop").symlink_to("..")
    Path("in/self.txt").symlink_to("self.txt")
    Path("in/dangling.txt").symlink_to("nowhere.txt")
    assert names(find("in")) == ["in/a.txt"]


def test_pipes_in_folders_are_no_reports() -> None:
    write("in/a.txt")
    os.mkfifo("in/pipe.txt")
    assert names(find("in")) == ["in/a.txt"]


def test_a_file_named_directly_is_tried_whatever_its_suffix() -> None:
    write("report.doc")
    [source] = find("report.doc").sources
    assert source.named


def test_globs_match_at_any_depth_and_brackets_in_a_real_name_are_no_glob() -> None:
    write("in/a.txt", "in/x/b.txt", "in/c[1].txt")
    assert names(find("in/**/*.txt")) == ["in/a.txt", "in/c[1].txt", "in/x/b.txt"]
    assert names(find("in/c[1].txt")) == ["in/c[1].txt"]


def test_a_file_met_twice_is_one_source_and_naming_it_counts() -> None:
    write("in/a.txt", "in/b.txt")
    found = find("in", "./in/b.txt", str(Path("in/b.txt").absolute()))
    assert [source.named for source in found.sources] == [False, True]


def test_stdin_lists_paths() -> None:
    write("a.txt", "my in/b.txt")
    found = find("-", stdin=("a.txt\n", "\n", "my in\r\n", "missing.txt\n"))
    assert names(found) == ["a.txt", "my in/b.txt", "missing.txt"]
    assert isinstance(list(load(found.sources, 100))[-1].data, Unreachable)


@pytest.mark.parametrize("one", ["missing.txt", "*.nothing", "empty", "others", "out", "-"])
def test_what_matches_nothing_is_refused(one: str) -> None:
    write("others/a.png", "out/a.txt", "a.txt")
    Path("empty").mkdir()
    with pytest.raises(InputError, match="There is nothing to read"):
        find("a.txt", one)


def test_members_of_an_archive_are_read_in_place() -> None:
    with ZipFile("in.zip", "w") as archive:
        for name in ["b/a.txt", "b/", ".hid.txt", "__MACOSX/a.txt", "c.jpg", "d.zip", "../e.txt"]:
            archive.writestr(name, name)
    found = find("in.zip")
    assert names(found) == ["in.zip!b/a.txt", "in.zip!d.zip", "in.zip!../e.txt"]
    assert found.ignored == 1
    contents = [content.data for content in load(found.sources, 100)]
    assert contents == [b"b/a.txt", b"d.zip", b"../e.txt"]
    assert [path.name for path in Path().iterdir()] == ["in.zip"]


def test_a_member_that_points_outside_is_not_taken_for_that_file() -> None:
    write("e.txt")
    with ZipFile("in.zip", "w") as archive:
        archive.writestr("../e.txt", "other")
    assert names(find("e.txt", "in.zip")) == ["e.txt", "in.zip!../e.txt"]


def test_member_names_from_chinese_windows_are_legible() -> None:
    with ZipFile("in.zip", "w") as archive:
        archive.writestr("XXXX.txt", "x")
    data = Path("in.zip").read_bytes().replace(b"XXXX", "年报".encode("gb18030"))
    Path("in.zip").write_bytes(data)
    assert find_members("in.zip") == ["年报.txt"]


def test_a_member_beyond_the_limit_is_not_unpacked() -> None:
    with ZipFile("in.zip", "w", compression=8) as archive:
        archive.writestr("bomb.txt", b"0" * 1_000_000)
        archive.writestr("a.txt", b"fine")
    bomb, fine = load(find("in.zip").sources, 1000)
    assert isinstance(bomb.data, TooLarge) and not bomb.known
    assert fine.data == b"fine"


def test_an_archive_of_too_many_members_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_MEMBERS > 10_000
    monkeypatch.setattr("gouji.pipeline.batch.archives.MOST_MEMBERS", 1)
    with ZipFile("in.zip", "w") as archive:
        archive.writestr("a.txt", "a")
        archive.writestr("b.txt", "b")
    [content] = load(find("in.zip").sources, 1000)
    assert isinstance(content.data, TooLarge)


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06" + b"\xff" * 18])
def test_a_broken_archive_is_one_failure(data: bytes) -> None:
    write("in/a.txt")
    Path("in/b.zip").write_bytes(data)
    contents = list(load(find("in").sources, 1000))
    assert [isinstance(content.data, Damaged) for content in contents] == [False, True]


def test_a_broken_member_leaves_the_others_alone() -> None:
    with ZipFile("in.zip", "w") as archive:
        archive.writestr("a.txt", "aaaaaaaa")
        archive.writestr("b.txt", "b")
    Path("in.zip").write_bytes(Path("in.zip").read_bytes().replace(b"aaaaaaaa", b"aaaaXaaa"))
    broken, whole = load(find("in.zip").sources, 1000)
    assert isinstance(broken.data, Damaged)
    assert whole.data == b"b"


def test_a_large_file_keeps_the_id_of_its_bytes() -> None:
    Path("a.txt").write_bytes(b"0123456789")
    sources = find("a.txt").sources
    [small], [large] = list(load(sources, 10)), list(load(sources, 9))
    assert isinstance(large.data, TooLarge)
    assert small.report == large.report


def test_a_name_that_is_no_utf8_can_be_read_and_printed() -> None:
    Path(os.fsdecode(b"\xc4\xea.txt")).write_bytes(b"x")
    [content] = load(find(".").sources, 10)
    assert content.data == b"x"
    assert content.source.name == "\\xc4\\xea.txt"
