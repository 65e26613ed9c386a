"""Files under a wrong name, behind a password, or with entities where none may be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pikepdf

from tests.hostile.bad import TEXT, Bad, bad
from tests.hostile.packages import WORD, with_parts, workbook, zipped
from tests.hostile.pdfs import BODY, pdf

_LINE = "二、主动公开政府信息情况"


def word(body: str, head: str = "") -> bytes:
    document = f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": document})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


@cache
def _real() -> dict[str, bytes]:
    """A report of a few lines in each medium."""
    rows = [("规章", 1, 0, 7), ("行政规范性文件", 2, 0, 31)]
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = "".join(f"<w:tr>{''.join(map(cell.format, row))}</w:tr>" for row in rows)
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    lines = [f"<row>{text.format(_LINE)}</row>"]
    lines += [f"<row>{''.join(map(text.format, row))}</row>" for row in rows]
    return {
        "docx": word(f"{paragraph(_LINE)}<w:tbl>{table}</w:tbl>"),
        "xlsx": workbook("".join(lines)),
        "txt": TEXT.encode(),
    }


def wrong_suffixes() -> Iterator[Bad]:
    """What a file is, its bytes say; where they say nothing, it is what it is named."""
    for name, data in _real().items():
        for suffix in ("docx", "xlsx", "pdf", "doc", "html", "txt", "DOCX"):
            # each file has bytes of its own: what is known already is not read again
            own = with_parts(data, {"a.txt": suffix}) if name != "txt" else data + suffix.encode()
            kinds = ("ok", "not_a_report") if (name, suffix) == ("txt", "html") else ("ok",)
            yield bad(f"{name}-as.{suffix}", own, *kinds)


def passwords() -> Iterator[Bad]:
    for owner, user, kinds in (("o", "u", ["encrypted"]), ("o", "", ["empty", "damaged"])):
        stream = BytesIO()
        with pikepdf.open(BytesIO(pdf(BODY, "BT ET"))) as document:
            document.save(stream, encryption=pikepdf.Encryption(owner=owner, user=user))
        yield bad(f"user-{user or 'none'}.pdf", stream.getvalue(), *kinds)
    yield bad("cut.pdf", stream.getvalue()[:-200], "damaged", "empty", "encrypted")


def entities() -> Iterator[Bad]:
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    swelling = f'<!DOCTYPE d [<!ENTITY a0 "年">{laughs}]>'
    outside = '<!DOCTYPE d [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
    remote = '<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>'
    padding = f"<!--{'x' * 9000}-->"  # behind what is looked at for a document type
    for name, head in (("laughs", swelling), ("outside", outside), ("remote", remote)):
        for hidden in ("", padding):
            body = paragraph("&a9;")
            kinds = ("damaged", "empty", "not_a_report")
            yield bad(f"{name}{len(hidden)}.docx", word(body, hidden + head), *kinds)
            rows = '<row><c t="inlineStr"><is><t>&a9;</t></is></c></row>'
            sheet = f"{hidden}{head}<worksheet><sheetData>{rows}</sheetData></worksheet>"
            parts = {"xl/worksheets/a.xml": sheet}
            yield bad(f"{name}{len(hidden)}.xlsx", with_parts(workbook(""), parts), *kinds)


def hollow() -> Iterator[Bad]:
    """Packages whose parts are there and hold nothing."""
    for name, part in (("nothing", ""), ("blank", " \n"), ("text", "年报"), ("open", "<")):
        yield bad(f"{name}.docx", zipped({"word/document.xml": part}), "damaged")
        own = {"xl/worksheets/a.xml": part, "xl/styles.xml": "<styleSheet/>"}
        yield bad(f"{name}.xlsx", with_parts(workbook(""), own), "damaged", "empty")
        yield bad(f"{name}-book.xlsx", zipped({"xl/workbook.xml": part}), "damaged")
    yield bad("styles.xlsx", with_parts(workbook(""), {"xl/styles.xml": ""}), "damaged", "empty")


def styled_rows() -> Iterator[Bad]:
    """A million rows in which nothing stands but borders, as spreadsheets save whole columns."""
    borders = "<borders><border/><border><left style='thin'/></border></borders>"
    styles = (
        f"<styleSheet>{borders}<cellXfs><xf borderId='0'/><xf borderId='1'/></cellXfs></styleSheet>"
    )
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(1, 1_000_001)
    )
    data = with_parts(workbook(rows), {"xl/styles.xml": styles})
    yield bad("borders.xlsx", data, "empty", "not_a_report", "timeout", heavy=True)


FAMILIES = (wrong_suffixes, passwords, entities, hollow, styled_rows)
