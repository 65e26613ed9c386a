"""Texts and web pages that are empty, truncated, wrongly encoded, or not reports."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.hostile.hostile_file import PAGE, TEXT, HostileFile, hostile


def empty() -> Iterator[HostileFile]:
    for number, data in enumerate(
        [b"", b" ", b"\n" * 5000, b"\xef\xbb\xbf", b"\xff\xfe", b"\t\r\n"]
    ):
        yield hostile(f"{number}.txt", data, "empty")
    yield hostile("shell.html", "<html><body></body></html>", "empty")
    yield hostile("script.html", "<script>let 年报 = 1</script>", "empty", "not_a_report")


def garbage() -> Iterator[HostileFile]:
    kinds = ("encoding", "not_a_report", "damaged", "unsupported", "empty")
    for seed, size in enumerate([1, 100, 4096, 300_000]):
        for suffix in ("txt", "html"):
            yield hostile(f"{seed}.{suffix}", Random(seed).randbytes(size), *kinds)
    yield hostile("all.txt", bytes(range(256)) * 20, *kinds)
    yield hostile("elf.txt", b"\x7fELF\x02\x01\x01" + bytes(2000), *kinds)


def foreign() -> Iterator[HostileFile]:
    heads = {
        "pdf": b"%PDF-1.7\n",
        "docx": b"PK\x03\x04",
        "doc": b"\xd0\xcf\x11\xe0",
        "png": b"\x89PNG",
    }
    kinds = {"pdf": "damaged", "docx": "damaged", "doc": "damaged", "png": "damaged"}
    for name, head in heads.items():
        yield hostile(f"{name}.txt", head + b"\x00" * 500, kinds[name], "encoding", "unsupported")
        yield hostile(f"{name}.html", head + PAGE.encode(), kinds[name], "ok", "unsupported")


def wrong_encoding() -> Iterator[HostileFile]:
    for encoding in ("utf-16-le", "utf-16-be", "utf-32", "utf-7", "shift_jis", "euc_kr", "hz"):
        data = TEXT.encode(encoding, "replace")
        yield hostile(f"{encoding}.txt", data, "ok", "encoding", "not_a_report", "empty")
    declared = PAGE.replace("utf-8", "iso-8859-7").encode("gb18030")
    yield hostile("declared.html", declared, "ok", "not_a_report")
    twice = TEXT.encode().decode("latin-1").encode()
    yield hostile("twice.txt", twice, "ok", "not_a_report", "encoding")


def no_report() -> Iterator[HostileFile]:
    yield hostile("login.html", "<html><form>用户名<input>密码</form></html>", "not_a_report")
    yield hostile("404.html", "<h1>404 Not Found</h1>", "not_a_report")
    yield hostile("poem.txt", "床前明月光，疑是地上霜。\n" * 50, "not_a_report")
    yield hostile("numbers.txt", "\t".join(map(str, range(5000))), "ok", "not_a_report")
    yield hostile("json.txt", '{"总计": [0, 1, 2]}' * 100, "not_a_report")
    yield hostile("one.txt", "0", "not_a_report")


def cut() -> Iterator[HostileFile]:
    for keep in (1, 700, 2000, 2001, 2002):
        kinds = ("ok", "not_a_report", "encoding", "empty")
        yield hostile(f"{keep}.txt", TEXT.encode()[:keep], *kinds)
    for keep in (333, 3001):
        yield hostile(
            f"gb{keep}.txt", TEXT.encode("gb18030")[:keep], "ok", "not_a_report", "encoding"
        )
    data = PAGE.encode()
    yield hostile("half.html", data[: len(data) // 2], "ok", "not_a_report")
    yield hostile("tag.html", data[: data.index(b"<td") + 2], "ok", "not_a_report")


def null_bytes() -> Iterator[HostileFile]:
    yield hostile("only.txt", bytes(5000), "empty", "not_a_report")
    yield hostile("between.txt", "\0".join(TEXT), "ok", "not_a_report", "encoding")
    yield hostile("lines.txt", TEXT.replace("\n", "\0\n"), "ok", "not_a_report")
    yield hostile("page.html", PAGE.replace("<td", "\0<td"), "ok", "not_a_report")
    yield hostile("controls.txt", TEXT.replace("\t", "\x1b[2J\x07\x08"), "ok", "not_a_report")


def marks() -> Iterator[HostileFile]:
    kinds = ("ok", "not_a_report")
    signs = {
        "rtl": "\u202e",
        "zero-width": "\u200b",
        "bom": "\ufeff",
        "isolate": "\u2067",
        "tag": "\U000e0041",
    }
    for name, sign in signs.items():
        yield hostile(f"{name}.txt", TEXT.replace("\t", f"\t{sign}"), *kinds)
    yield hostile("accents.txt", TEXT.replace("0", "0" + "\u0301" * 200), *kinds)
    yield hostile("separators.txt", TEXT.replace("\n", "\u2028"), *kinds)
    yield hostile("surrogate.html", PAGE.replace("0", "&#xD800;&#0;&#x110000;"), *kinds)


def hostile_names() -> Iterator[HostileFile]:
    names = [
        "=cmd|'calc'!A0.txt", "-rf.txt", "a\nb.txt", "\x1b[31mred.txt", "[red]b[bold].txt", "a" * 250 + ".md",
        "\u202etxt.exe.txt", "$(id).txt", "%s%n.txt", "空 格.txt", "x.zip!y.txt", "*?[].txt",
    ]  # fmt: skip
    for name in names:
        yield hostile(name, TEXT + name, "ok")


FAMILIES = (
    empty, garbage, foreign, wrong_encoding, no_report, cut, null_bytes, marks, hostile_names,
)  # fmt: skip
