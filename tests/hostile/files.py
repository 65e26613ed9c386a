"""Bad input of many kinds, made by a script: name, bytes, and the kinds of row that may come of it.

"ok" among them: the file is odd and yet can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TEXT = (SAMPLES / "01-tabs-collapsed-rows.txt").read_text(encoding="utf-8")
PAGE = (SAMPLES / "05-official-layout.html").read_text(encoding="utf-8")
MEGABYTE = 1 << 20


class Bad(NamedTuple):
    """One file. `heavy`: it takes seconds or many megabytes."""

    name: str
    data: bytes
    kinds: frozenset[str]
    heavy: bool = False


def bad(name: str, data: bytes | str, *kinds: str, heavy: bool = False) -> Bad:
    raw = data.encode() if isinstance(data, str) else data
    return Bad(name, raw, frozenset(kinds), heavy)


def empty() -> Iterator[Bad]:
    for number, data in enumerate(
        [b"", b" ", b"\n" * 5000, b"\xef\xbb\xbf", b"\xff\xfe", b"\t\r\n"]
    ):
        yield bad(f"{number}.txt", data, "empty")
    yield bad("shell.html", "<html><body></body></html>", "empty")
    yield bad("script.html", "<script>let 年报 = 1</script>", "empty", "not_a_report")


def garbage() -> Iterator[Bad]:
    kinds = ("encoding", "not_a_report", "damaged", "unsupported", "empty")
    for seed, size in enumerate([1, 100, 4096, 300_000]):
        for suffix in ("txt", "html"):
            yield bad(f"{seed}.{suffix}", Random(seed).randbytes(size), *kinds)
    yield bad("all.txt", bytes(range(256)) * 20, *kinds)
    yield bad("elf.txt", b"\x7fELF\x02\x01\x01" + bytes(2000), *kinds)


def foreign() -> Iterator[Bad]:
    heads = {
        "pdf": b"%PDF-1.7\n",
        "docx": b"PK\x03\x04",
        "doc": b"\xd0\xcf\x11\xe0",
        "png": b"\x89PNG",
    }
    for name, head in heads.items():
        yield bad(f"{name}.txt", head + b"\x00" * 500, "unsupported")
        yield bad(f"{name}.html", head + PAGE.encode(), "unsupported")


def wrong_encoding() -> Iterator[Bad]:
    for encoding in ("utf-16-le", "utf-16-be", "utf-32", "utf-7", "shift_jis", "euc_kr", "hz"):
        data = TEXT.encode(encoding, "replace")
        yield bad(f"{encoding}.txt", data, "ok", "encoding", "not_a_report", "empty")
    declared = PAGE.replace("utf-8", "iso-8859-7").encode("gb18030")
    yield bad("declared.html", declared, "ok", "not_a_report")
    twice = TEXT.encode().decode("latin-1").encode()
    yield bad("twice.txt", twice, "ok", "not_a_report", "encoding")


def no_report() -> Iterator[Bad]:
    yield bad("login.html", "<html><form>用户名<input>密码</form></html>", "not_a_report")
    yield bad("404.html", "<h1>404 Not Found</h1>", "not_a_report")
    yield bad("poem.txt", "床前明月光，疑是地上霜。\n" * 50, "not_a_report")
    yield bad("numbers.txt", "\t".join(map(str, range(5000))), "ok", "not_a_report")
    yield bad("json.txt", '{"总计": [0, 1, 2]}' * 100, "not_a_report")
    yield bad("one.txt", "0", "not_a_report")


def large() -> Iterator[Bad]:
    row = "<tr>" + "<td>0</td>" * 10 + "</tr>"
    yield bad("cells.html", f"<table>{row * 100_000}</table>", "too_large", "timeout", heavy=True)
    body = "<p>一段文字。</p>" * (51 * MEGABYTE // 25)
    yield bad("over.html", body[:60_000_000], "too_large", heavy=True)
    prose = ("<p>" + "政府信息公开工作情况。" * 3000 + "</p>") * 490
    kinds = ("not_a_report", "timeout", "memory", "too_large")
    yield bad("prose.html", prose, *kinds, heavy=True)
    yield bad("tabs.txt", ("0\t" * 30 + "\n") * 6000, "ok", *kinds, heavy=True)
    yield bad("grid.txt", TEXT + ("规章\t0\t0\t0\n" * 40_000), "ok", *kinds, heavy=True)


def deep() -> Iterator[Bad]:
    for name, open_, close in (("div", "<div>", "</div>"), ("b", "<b>", "</b>")):
        page = open_ * 50_000 + "年报" + close * 50_000
        yield bad(f"{name}.html", page, "not_a_report", "damaged", "empty")
    table = "<table><tr><td>" * 2000 + "0" + "</td></tr></table>" * 2000
    yield bad("table.html", table, "empty", "not_a_report", "damaged")
    yield bad("open.html", "<ul><li>" * 20_000, "empty", "not_a_report", "damaged")
    yield bad("quotes.md", ">" * 100_000 + "文", "not_a_report")
    yield bad("brackets.txt", "（" * 100_000, "not_a_report")


def cut() -> Iterator[Bad]:
    for keep in (1, 700, 2000, 2001, 2002):
        kinds = ("ok", "not_a_report", "encoding", "empty")
        yield bad(f"{keep}.txt", TEXT.encode()[:keep], *kinds)
    for keep in (333, 3001):
        yield bad(f"gb{keep}.txt", TEXT.encode("gb18030")[:keep], "ok", "not_a_report", "encoding")
    data = PAGE.encode()
    yield bad("half.html", data[: len(data) // 2], "ok", "not_a_report")
    yield bad("tag.html", data[: data.index(b"<td") + 2], "ok", "not_a_report")


def null_bytes() -> Iterator[Bad]:
    yield bad("only.txt", bytes(5000), "empty", "not_a_report")
    yield bad("between.txt", "\0".join(TEXT), "ok", "not_a_report", "encoding")
    yield bad("lines.txt", TEXT.replace("\n", "\0\n"), "ok", "not_a_report")
    yield bad("page.html", PAGE.replace("<td", "\0<td"), "ok", "not_a_report")
    yield bad("controls.txt", TEXT.replace("\t", "\x1b[2J\x07\x08"), "ok", "not_a_report")


def endless_lines() -> Iterator[Bad]:
    kinds = ("ok", "not_a_report", "too_large", "timeout")
    yield bad("han.txt", "公" * MEGABYTE, *kinds)
    yield bad("digits.txt", "9" * MEGABYTE, *kinds)
    yield bad("zeros.txt", "规章" + "0" * 300_000, *kinds)
    yield bad("bars.md", "|" * 300_000, *kinds)
    yield bad("spaces.txt", "文" + " " * MEGABYTE + "字", *kinds)
    yield bad("report.txt", TEXT.replace("\n", " ") * 20, *kinds)
    yield bad("pairs.txt", "规章 0 " * 50_000, *kinds)


def marks() -> Iterator[Bad]:
    kinds = ("ok", "not_a_report")
    signs = {
        "rtl": "\u202e",
        "zero-width": "\u200b",
        "bom": "\ufeff",
        "isolate": "\u2067",
        "tag": "\U000e0041",
    }
    for name, sign in signs.items():
        yield bad(f"{name}.txt", TEXT.replace("\t", f"\t{sign}"), *kinds)
    yield bad("accents.txt", TEXT.replace("0", "0" + "\u0301" * 200), *kinds)
    yield bad("separators.txt", TEXT.replace("\n", "\u2028"), *kinds)
    yield bad("surrogate.html", PAGE.replace("0", "&#xD800;&#0;&#x110000;"), *kinds)


def spans() -> Iterator[Bad]:
    kinds = ("ok", "not_a_report")
    for span in ("99999999", "-1", "0", "1e9", "９", "'"):
        page = PAGE.replace("<td", f'<td colspan="{span}" rowspan="{span}"')
        yield bad(f"span{len(span)}{ord(span[0])}.html", page, *kinds)
    entities = "<!DOCTYPE html [" + "".join(
        f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)
    )
    yield bad("laughs.html", f'{entities}<!ENTITY a0 "年">]><p>&a9;</p>', *kinds)
    outside = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>&x;</p></html>'
    yield bad("outside.xhtml", outside, *kinds, "empty")


def hostile_names() -> Iterator[Bad]:
    names = [
        "=cmd|'calc'!A0.txt", "-rf.txt", "a\nb.txt", "\x1b[31mred.txt", "[red]b[bold].txt", "a" * 250 + ".md",
        "\u202etxt.exe.txt", "$(id).txt", "%s%n.txt", "空 格.txt", "x.zip!y.txt", "*?[].txt",
    ]  # fmt: skip
    for name in names:
        yield bad(name, TEXT + name, "ok")


FAMILIES = (
    empty, garbage, foreign, wrong_encoding, no_report, large, deep, cut, null_bytes, endless_lines,
    marks, spans, hostile_names,
)  # fmt: skip


def write_all(folder: Path, heavy: bool) -> dict[str, Bad]:
    """Write every bad file below `folder`, a folder for each family; by path."""
    written = {}
    for family in FAMILIES:
        (folder / family.__name__).mkdir(parents=True)
        for one in family():
            path = folder / family.__name__ / one.name
            if heavy or not one.heavy:
                path.write_bytes(one.data)
                written[str(path)] = one
    return written
