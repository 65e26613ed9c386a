"""Word and Excel files whose XML has entities, is empty, or holds a million empty rows."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.hostile_file import HostileFile, hostile
from tests.hostile.packages import WORD, with_parts, workbook, zipped


def word(body: str, head: str = "") -> bytes:
    """A Word file with this body; `head`: text before the root element."""
    document = f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": document})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def entities() -> Iterator[HostileFile]:
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    swelling = f'<!DOCTYPE d [<!ENTITY a0 "年">{laughs}]>'
    outside = '<!DOCTYPE d [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
    remote = '<!DOCTYPE d [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>'
    # longer than the beginning in which the reader looks for a document type
    padding = f"<!--{'x' * 9000}-->"
    for name, head in (("laughs", swelling), ("outside", outside), ("remote", remote)):
        for hidden in ("", padding):
            body = paragraph("&a9;")
            kinds = ("damaged", "empty", "not_a_report")
            yield hostile(f"{name}{len(hidden)}.docx", word(body, hidden + head), *kinds)
            rows = '<row><c t="inlineStr"><is><t>&a9;</t></is></c></row>'
            sheet = f"{hidden}{head}<worksheet><sheetData>{rows}</sheetData></worksheet>"
            parts = {"xl/worksheets/a.xml": sheet}
            yield hostile(f"{name}{len(hidden)}.xlsx", with_parts(workbook(""), parts), *kinds)


def empty_parts() -> Iterator[HostileFile]:
    """Packages whose parts exist and hold nothing."""
    for name, part in (("nothing", ""), ("blank", " \n"), ("text", "年报"), ("open", "<")):
        yield hostile(f"{name}.docx", zipped({"word/document.xml": part}), "damaged")
        parts = {"xl/worksheets/a.xml": part, "xl/styles.xml": "<styleSheet/>"}
        yield hostile(f"{name}.xlsx", with_parts(workbook(""), parts), "damaged", "empty")
        yield hostile(f"{name}-book.xlsx", zipped({"xl/workbook.xml": part}), "damaged")
    yield hostile(
        "styles.xlsx", with_parts(workbook(""), {"xl/styles.xml": ""}), "damaged", "empty"
    )


def styled_rows() -> Iterator[HostileFile]:
    """A million rows with borders and no text, as spreadsheets save whole formatted columns."""
    borders = "<borders><border/><border><left style='thin'/></border></borders>"
    styles = (
        f"<styleSheet>{borders}<cellXfs><xf borderId='0'/><xf borderId='1'/></cellXfs></styleSheet>"
    )
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(1, 1_000_001)
    )
    data = with_parts(workbook(rows), {"xl/styles.xml": styles})
    yield hostile("borders.xlsx", data, "empty", "not_a_report", "timeout", is_heavy=True)


FAMILIES = (entities, empty_parts, styled_rows)
