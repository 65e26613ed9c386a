"""Bad input of many kinds, made by a script: name, bytes, and the kinds of row that may come of it.

"ok" among them: the file is odd and yet can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TEXT = (SAMPLES / "01-tabs-collapsed-rows.txt").read_text(encoding="utf-8")
PAGE = (SAMPLES / "05-official-layout.html").read_text(encoding="utf-8")
MEGABYTE = 1 << 20


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def workbook(rows: str, behind: str = "") -> bytes:
    """One sheet with these rows."""
    ids = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns:r="{ids}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    refs = '<Relationships><Relationship Id="r1" Target="worksheets/a.xml"/></Relationships>'
    sheet = f"<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>"
    return zipped(
        {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": refs, "xl/worksheets/a.xml": sheet}
    )


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
    kinds = {"pdf": "damaged", "docx": "damaged", "doc": "damaged", "png": "unsupported"}
    for name, head in heads.items():
        yield bad(f"{name}.txt", head + b"\x00" * 500, kinds[name], "encoding", "unsupported")
        yield bad(f"{name}.html", head + PAGE.encode(), kinds[name], "ok", "unsupported")


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
    line = "<p>一段文字。</p>"
    lines = 51 * MEGABYTE // len(line.encode())
    yield bad("over.html", line * lines, "too_large", heavy=True)
    yield bad("lines.html", line * (lines * 9 // 10), "too_large", "timeout", heavy=True)
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


def packages() -> Iterator[Bad]:
    """Word and Excel files that swell, lie, or point elsewhere."""
    word = f'<w:document xmlns:w="{WORD}"><w:body>{{}}</w:body></w:document>'
    line = "<w:p><w:r><w:t>年</w:t></w:r></w:p>"
    bomb = {"word/document.xml": word.format(line * 12_000_000)}
    yield bad("bomb.docx", zipped(bomb), "too_large", "memory", "timeout", heavy=True)
    many = {f"word/{n}.xml": "" for n in range(10_001)} | {"word/document.xml": word.format(line)}
    yield bad("parts.docx", zipped(many), "too_large")
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    entities = f'<!DOCTYPE d [<!ENTITY a0 "年">{laughs}]>' + word.format(line.replace("年", "&a9;"))
    yield bad("laughs.docx", zipped({"word/document.xml": entities}), "damaged")
    outside = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + word.format("&x;")
    yield bad("outside.docx", zipped({"word/document.xml": outside}), "damaged")
    wide = outside.encode("utf-16")
    yield bad("wide.docx", zipped({"word/document.xml": wide}), "damaged")
    link = '<Relationship Id="r1" TargetMode="External" Target="http://127.0.0.1:9/a.xml"/>'
    linked = {
        "word/document.xml": word.format(line),
        "word/_rels/document.xml.rels": f"<R>{link}</R>",
    }
    yield bad("linked.docx", zipped(linked), "not_a_report")
    paths = {"../../escape.xml": "x", "/etc/x": "x", "word/document.xml": word.format(line)}
    yield bad("paths.docx", zipped(paths), "not_a_report")
    nested = "<w:tbl><w:tr><w:tc>" * 600 + line + "</w:tc></w:tr></w:tbl>" * 600
    yield bad(
        "nested.docx",
        zipped({"word/document.xml": word.format(nested)}),
        "not_a_report",
        "damaged",
        "empty",
    )
    span = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc></w:tr></w:tbl>'
    )
    yield bad(
        "span.docx", zipped({"word/document.xml": word.format(span * 3)}), "empty", "not_a_report"
    )
    yield bad(
        "torn.docx",
        zipped({"word/document.xml": word.format(line)[:-40]}),
        "not_a_report",
        "damaged",
    )
    yield bad("cut.docx", zipped({"word/document.xml": word.format(line)})[:-20], "damaged")
    yield bad("inner.docx", zipped({"a.docx": zipped({"word/document.xml": "x"})}), "unsupported")
    yield bad("locked.docx", OLD + "EncryptedPackage".encode("utf-16-le"), "encrypted")
    yield bad("old.doc", OLD + "WordDocument".encode("utf-16-le"), "missing_tool", "damaged")
    yield bad(
        "macro.docm",
        zipped({"word/vbaProject.bin": b"x", "word/document.xml": word.format(line)}),
        "not_a_report",
    )


def sheets() -> Iterator[Bad]:
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 1_000_001))
    filled = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>年</t></is></c></row>'
    yield bad("rows.xlsx", workbook(rows + filled), "not_a_report", "timeout", heavy=True)
    yield bad(
        "far.xlsx", workbook(filled + '<row r="9"><c r="XFD9"><v>1</v></c></row>'), "not_a_report"
    )
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield bad("merged.xlsx", workbook(filled, merged), "not_a_report", "empty")
    odd = '<row r="x"><c r="??" s="99999999" t="s"><v>-5</v></c><c><v>1e999999999</v></c></row>'
    yield bad("odd.xlsx", workbook(odd), "not_a_report", "empty")
    bomb = "<row>" + '<c t="inlineStr"><is><t>年年年年</t></is></c>' * 6_000_000 + "</row>"
    yield bad("bomb.xlsx", workbook(bomb), "too_large", "memory", "timeout", heavy=True)
    yield bad("binary.xlsx", zipped({"xl/workbook.bin": b"x"}), "unsupported")


def pages() -> Iterator[Bad]:
    """PDF files that are broken, endless or locked."""
    from tests.hostile.pdfs import BODY, pdf

    yield bad("no-pages.pdf", pdf("<</Type/Pages/Kids[]/Count 0>>"), "damaged")
    yield bad(
        "lying-count.pdf",
        pdf("<</Type/Pages/Kids[]/Count 2000>>"),
        "damaged",
        "too_large",
        "empty",
        "no_text_layer",
    )
    yield bad("own-parent.pdf", pdf("<</Type/Pages/Kids[2 0 R]/Count 1>>"), "damaged", "empty")
    many = "<</Type/Pages/Kids[" + "3 0 R " * 2000 + "]/Count 2000>>"
    yield bad("2000.pdf", pdf(many), "too_large")
    form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 6>>stream\n/F Do \nendstream"
    yield bad("recursive.pdf", pdf(BODY, "/F Do", form), "empty", "damaged")
    yield bad("truncated.pdf", pdf(BODY, "BT ET")[:180], "damaged", "empty")
    yield bad("junk.pdf", b"%PDF-1.7\n" + Random(5).randbytes(20_000), "damaged")
    lines = " ".join(f"{n % 600} 0 m {n % 600} 800 l S" for n in range(30_000))
    yield bad("lines.pdf", pdf(BODY, lines), "empty", "timeout", "damaged", heavy=True)
    grid = " ".join(f"{n} 0 m {n} 500 l S 0 {n} m 500 {n} l S" for n in range(0, 500, 2))
    yield bad("grid.pdf", pdf(BODY, grid), "empty", "not_a_report")
    yield bad(
        "nested.pdf",
        pdf("<</Type/Pages/Kids" + "[" * 50_000 + "]" * 50_000 + "/Count 1>>"),
        "damaged",
        "empty",
    )
    yield bad("named.txt", pdf(BODY, "BT ET"), "empty", "damaged")


def disguised() -> Iterator[Bad]:
    """Wrong names, passwords, entities."""
    from tests.hostile.disguised import entities, hollow, passwords, styled_rows, wrong_suffixes

    for family in (wrong_suffixes, passwords, entities, hollow, styled_rows):
        yield from family()


FAMILIES = (
    disguised,
    packages, sheets, pages,
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
