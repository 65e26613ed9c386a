"""Expansion of INPUT into sources, and the contents of the sources."""

from __future__ import annotations

import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from gouji.pipeline.batch.archives import MAX_MEMBERS, list_members
from gouji.pipeline.batch.load_files import load_contents
from gouji.pipeline.batch.sources import ExpandedInputs, InputError, expand_inputs
from gouji.pipeline.errors import Damaged, TooLarge, Unreachable


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"text of {name}", encoding="utf-8")


def names(expanded: ExpandedInputs) -> list[str]:
    return [source.name for source in expanded.sources]


def expand(*inputs: str, stdin: tuple[str, ...] = ()) -> ExpandedInputs:
    return expand_inputs(inputs, Path("out"), stdin)


def test_a_folder_yields_files_of_known_suffix_at_any_depth() -> None:
    write("in/b.HTML", "in/a.txt", "in/deep/er/c.md", "in/d.gif", "in/README")
    expanded = expand("in")
    assert names(expanded) == ["in/a.txt", "in/b.HTML", "in/deep/er/c.md"]
    assert expanded.ignored == 2


def test_hidden_files_and_out_are_skipped_without_being_counted() -> None:
    write("a.txt", ".b.txt", ".git/c.txt", "out/reports/d.txt")
    expanded = expand(".")
    assert (names(expanded), expanded.ignored) == (["a.txt"], 0)


def test_a_loop_of_links_is_entered_once() -> None:
    write("in/a.txt")
    Path("in/loop").symlink_to("..")
    Path("in/self.txt").symlink_to("self.txt")
    Path("in/dangling.txt").symlink_to("nowhere.txt")
    assert names(expand("in")) == ["in/a.txt"]


def test_pipes_in_folders_are_skipped() -> None:
    write("in/a.txt")
    os.mkfifo("in/pipe.txt")
    assert names(expand("in")) == ["in/a.txt"]


def test_a_named_file_is_a_source_whatever_its_suffix() -> None:
    write("report.doc")
    [source] = expand("report.doc").sources
    assert source.is_named


def test_globs_match_at_any_depth_and_an_existing_name_with_brackets_is_literal() -> None:
    write("in/a.txt", "in/x/b.txt", "in/c[1].txt")
    assert names(expand("in/**/*.txt")) == ["in/a.txt", "in/c[1].txt", "in/x/b.txt"]
    assert names(expand("in/c[1].txt")) == ["in/c[1].txt"]


def test_a_file_given_twice_is_one_source_and_counts_as_named() -> None:
    write("in/a.txt", "in/b.txt")
    expanded = expand("in", "./in/b.txt", str(Path("in/b.txt").absolute()))
    assert [source.is_named for source in expanded.sources] == [False, True]


def test_stdin_lists_paths() -> None:
    write("a.txt", "my in/b.txt")
    expanded = expand("-", stdin=("a.txt\n", "\n", "my in\r\n", "missing.txt\n"))
    assert names(expanded) == ["a.txt", "my in/b.txt", "missing.txt"]
    assert isinstance(list(load_contents(expanded.sources, 100))[-1].data, Unreachable)


@pytest.mark.parametrize("pattern", ["missing.txt", "*.nothing", "empty", "others", "out", "-"])
def test_an_input_that_matches_nothing_is_refused(pattern: str) -> None:
    write("others/a.gif", "out/a.txt", "a.txt")
    Path("empty").mkdir()
    with pytest.raises(InputError, match="There is nothing to read"):
        expand("a.txt", pattern)


def test_members_of_an_archive_are_read_in_place() -> None:
    with ZipFile("in.zip", "w") as archive:
        for name in ["b/a.txt", "b/", ".hid.txt", "__MACOSX/a.txt", "c.gif", "d.zip", "../e.txt"]:
            archive.writestr(name, name)
    expanded = expand("in.zip")
    assert names(expanded) == ["in.zip!b/a.txt", "in.zip!d.zip", "in.zip!../e.txt"]
    assert expanded.ignored == 1
    contents = [content.data for content in load_contents(expanded.sources, 100)]
    assert contents == [b"b/a.txt", b"d.zip", b"../e.txt"]
    assert [path.name for path in Path().iterdir()] == ["in.zip"]


def test_a_member_with_a_path_outside_is_not_taken_for_that_file() -> None:
    write("e.txt")
    with ZipFile("in.zip", "w") as archive:
        archive.writestr("../e.txt", "other")
    assert names(expand("e.txt", "in.zip")) == ["e.txt", "in.zip!../e.txt"]


def test_member_names_from_chinese_windows_are_decoded() -> None:
    with ZipFile("in.zip", "w") as archive:
        archive.writestr("XXXX.txt", "x")
    data = Path("in.zip").read_bytes().replace(b"XXXX", "年报".encode("gb18030"))
    Path("in.zip").write_bytes(data)
    assert list_members("in.zip") == ["年报.txt"]


def test_a_member_beyond_the_limit_is_not_unpacked() -> None:
    with ZipFile("in.zip", "w", compression=8) as archive:
        archive.writestr("bomb.txt", b"0" * 1_000_000)
        archive.writestr("a.txt", b"fine")
    bomb, fine = load_contents(expand("in.zip").sources, 1000)
    assert isinstance(bomb.data, TooLarge) and not bomb.is_hashed
    assert fine.data == b"fine"


def test_an_archive_of_too_many_members_is_one_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_MEMBERS > 10_000
    monkeypatch.setattr("gouji.pipeline.batch.archives.MAX_MEMBERS", 1)
    with ZipFile("in.zip", "w") as archive:
        archive.writestr("a.txt", "a")
        archive.writestr("b.txt", "b")
    [content] = load_contents(expand("in.zip").sources, 1000)
    assert isinstance(content.data, TooLarge)


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x05\x06" + b"\xff" * 18])
def test_a_broken_archive_is_one_failure(data: bytes) -> None:
    write("in/a.txt")
    Path("in/b.zip").write_bytes(data)
    contents = list(load_contents(expand("in").sources, 1000))
    assert [isinstance(content.data, Damaged) for content in contents] == [False, True]


def test_a_broken_member_leaves_the_others_alone() -> None:
    with ZipFile("in.zip", "w") as archive:
        archive.writestr("a.txt", "aaaaaaaa")
        archive.writestr("b.txt", "b")
    Path("in.zip").write_bytes(Path("in.zip").read_bytes().replace(b"aaaaaaaa", b"aaaaXaaa"))
    broken, whole = load_contents(expand("in.zip").sources, 1000)
    assert isinstance(broken.data, Damaged)
    assert whole.data == b"b"


def test_a_file_above_the_limit_has_the_hash_of_its_bytes_as_id() -> None:
    Path("a.txt").write_bytes(b"0123456789")
    sources = expand("a.txt").sources
    [small], [large] = list(load_contents(sources, 10)), list(load_contents(sources, 9))
    assert isinstance(large.data, TooLarge)
    assert small.report == large.report


def test_a_file_name_that_is_not_utf8_is_read_and_escaped() -> None:
    Path(os.fsdecode(b"\xc4\xea.txt")).write_bytes(b"x")
    [content] = load_contents(expand(".").sources, 10)
    assert content.data == b"x"
    assert content.source.name == "\\xc4\\xea.txt"


DOCLING = '{\n  "schema_name": "DoclingDocument",\n  "version": "1.8.0"}'
JSON_FILES = {
    "in/a_content_list.json": "[]",
    "in/CONTENT_LIST.JSON": "[1]",
    "in/b.json": DOCLING,
    "in/c.JSON": f"\ufeff{DOCLING}",
    "in/d_content_list_v2.json": "[[]]",  # repeats the first version, beside which it is
    "in/d_middle.json": '{"pdf_info": []}',
    "in/package.json": '{"name": "DoclingDocument"}',
    "in/quoted.json": f'{{"text": {DOCLING}}}',
    "in/empty.json": "",
    "in/renamed.json": '[{"type": "text", "text": "报告", "page_idx": 0}]',
    "in/talk.json": '[{"type": "text", "text": "报告"}]',
}
DOCUMENTS = ["CONTENT_LIST.JSON", "a_content_list.json", "b.json", "c.JSON", "renamed.json"]


def test_json_in_a_folder_is_a_source_if_a_converter_wrote_it() -> None:
    write("in/x.txt")
    for name, text in JSON_FILES.items():
        Path(name).write_text(text, "utf-8")
    expanded = expand("in")
    assert names(expanded) == [f"in/{name}" for name in [*DOCUMENTS, "x.txt"]]
    assert expanded.ignored == 6
    assert names(expand("in/package.json")) == ["in/package.json"]


def test_json_in_an_archive_is_a_source_if_a_converter_wrote_it() -> None:
    with ZipFile("in.zip", "w") as archive:
        for name, text in JSON_FILES.items():
            archive.writestr(name, text)
    expanded = expand("in.zip")
    assert sorted(names(expanded)) == [f"in.zip!in/{name}" for name in DOCUMENTS]
    assert expanded.ignored == 6


def test_json_beside_the_pages_of_an_archive_changes_nothing() -> None:
    with ZipFile("in.zip", "w") as archive:
        for name in ("1.jpg", "2.jpg", "index.json"):
            archive.writestr(name, name)
    assert names(expand("in.zip")) == ["in.zip"]
