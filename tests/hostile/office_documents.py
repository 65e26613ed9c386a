"""Word and Excel files with excessive values, references to themselves, or missing parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import starmap

from tests.hostile.hostile_file import HostileFile, hostile
from tests.hostile.packages import LINE, WORD, WORDS, with_parts, workbook, zipped

_NO_REPORT = ("not_a_report", "empty")
_LINKS = "<Relationships>{}</Relationships>"
_LINK = "<Relationship Id='h' Type='x/{}' Target='{}' {}/>"
_CELL = f"<w:tc>{LINE}</w:tc>"


def word(body: str, **others: str | bytes) -> bytes:
    """A Word file with this body. `others`: further parts, by short name."""
    names = {"styles": "word/styles.xml", "links": "word/_rels/document.xml.rels"}
    parts = {names[name]: data for name, data in others.items()}
    return zipped({"word/document.xml": WORDS.format(body), **parts})


def deep_words() -> Iterator[HostileFile]:
    """Deeply nested or very long content."""
    table = "<w:tbl><w:tr><w:tc>"
    close = "</w:tc></w:tr></w:tbl>"
    rows = f"<w:tbl>{f'<w:tr>{_CELL * 10}</w:tr>' * 1000}</w:tbl>"
    bodies = {
        "tables": table * 1000 + LINE + close * 1000,
        "beside": (table + LINE + "</w:tc><w:tc>") * 300 + rows + close * 300,
        "controls": "<w:sdt><w:sdtContent>" * 900 + LINE + "</w:sdtContent></w:sdt>" * 900,
        "boxes": "<w:p><w:r><w:txbxContent>" * 500 + LINE + "</w:txbxContent></w:r></w:p>" * 500,
        "choices": f"<w:p><mc>{'<Choice><w:r><w:t>年</w:t></w:r></Choice>' * 3000}</mc></w:p>",
        "joined": LINE.replace("<w:p>", "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>") * 20_000,
        "wide": f"<w:tbl><w:tr>{_CELL * 5000}</w:tr></w:tbl>",
    }
    for name, body in bodies.items():
        yield hostile(f"{name}.docx", word(body), *_NO_REPORT)


def odd_words() -> Iterator[HostileFile]:
    """Invalid attribute values."""
    for value in ("9" * 6000, "-5", "１", "1e9", "1000000000"):
        properties = f"<w:tcPr><w:gridSpan w:val='{value}'/></w:tcPr>"
        row = f"<w:tr><w:trPr><w:gridBefore w:val='{value}'/></w:trPr><w:tc>{properties}</w:tc>{_CELL * 2}"
        body = f"<w:tbl>{row}</w:tr></w:tbl>"
        yield hostile(f"span{len(value)}{value[-1]}.docx", word(body), *_NO_REPORT)
    codes = "".join(f"<w:sym w:char='{code}'/>" for code in ("D800", "zzzz", "", "0000", "FFFF"))
    yield hostile("symbols.docx", word(f"<w:p><w:r>{codes}<w:t>年</w:t></w:r></w:p>"), *_NO_REPORT)
    half = "<w:p><w:r><w:t>年&#xD800;&#0;报</w:t></w:r></w:p>"
    yield hostile("halves.docx", word(half), "damaged", *_NO_REPORT)
    ring = "<w:style w:styleId='{}'><w:basedOn w:val='{}'/></w:style>"
    styles = f"<w:styles xmlns:w='{WORD}'>{ring.format('a', 'b')}{ring.format('b', 'a')}</w:styles>"
    run = "<w:p><w:r><w:rPr><w:rStyle w:val='a'/></w:rPr><w:t>年</w:t></w:r></w:p>"
    yield hostile("ring.docx", word(run, styles=styles), *_NO_REPORT)


def links() -> Iterator[HostileFile]:
    """Parts that refer to themselves, to nothing, or outside the package."""
    outside = [("http://127.0.0.1:9/a.html", "TargetMode='External'"), ("file:///etc/passwd", "")]
    outside += [("../../../../etc/passwd", ""), ("/word/document.xml", "")]
    for number, (target, mode) in enumerate(outside):
        chunk = _LINKS.format(_LINK.format("aFChunk", target, mode))
        yield hostile(f"chunk{number}.docx", word("<w:altChunk/>", links=chunk), "empty")
        template = _LINKS.format(_LINK.format("attachedTemplate", target, mode))
        yield hostile(f"template{number}.docx", word(LINE, links=template), "not_a_report")
        main = _LINKS.format(_LINK.format("officeDocument", target, mode))
        yield hostile(f"main{number}.docx", zipped({"_rels/.rels": main}), "unsupported")
    itself = _LINKS.format(_LINK.format("officeDocument", "_rels/.rels", ""))
    yield hostile("own.docx", zipped({"_rels/.rels": itself}), "damaged")
    slides = {"_rels/.rels": itself.replace("_rels/.rels", "p.xml"), "p.xml": "<p:presentation/>"}
    yield hostile("slides.docx", zipped(slides), "unsupported")
    yield hostile("pages.ofd.docx", zipped({"OFD.xml": "<ofd:OFD/>"}), "unsupported")


def broken_zips() -> Iterator[HostileFile]:
    """One byte changed in the directory and in the header of the only member."""
    whole = word(LINE)
    changes = {"sum": (14, 16, 0xFF), "locked": (6, 8, 1), "method": (8, 10, 9 ^ 8)}
    kinds = {"sum": "damaged", "locked": "encrypted", "method": "unsupported"}
    for name, (header, directory, bits) in changes.items():
        raw = bytearray(whole)
        raw[raw.index(b"PK\x03\x04") + header] ^= bits
        raw[raw.index(b"PK\x01\x02") + directory] ^= bits
        yield hostile(f"{name}.docx", bytes(raw), kinds[name])
    yield hostile("half.docx", whole[: len(whole) // 2], "damaged")
    yield hostile(
        "backslashes.docx", zipped({"word\\document.xml": WORDS.format(LINE)}), "not_a_report"
    )


def _books() -> Mapping[str, bytes]:
    text = "<c t='inlineStr'><is><t>{}</t></is></c>"
    row, value = "<row r='{}'>{}</row>", "<c><v>{}</v></c>"
    columns = "".join(f"<mergeCell ref='{letter}1:{letter}1048576'/>" for letter in "ABCDEFGH")
    whole = row.format(1, text.format("年")), f"<mergeCells>{columns * 500}</mergeCells>"
    numbers = ("1e308", "NaN", "-0", "9" * 5000, "1e999999999", "１", "0." + "1" * 5000)
    jumps = (5, 3, 999_999_999, -1, 0, "x", 1_048_576)
    far = "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    return {
        "columns": workbook(*whole),
        "numbers": workbook(row.format(1, "".join(map(value.format, numbers)))),
        "jumps": workbook(
            "".join(row.format(number, value.format(number) * 2) for number in jumps)
        ),
        "far": workbook(row.format(1, text.format("年")) + far),
        "halves": workbook(row.format(1, text.format("年_xD800_报_x0000_&#xDFFF;"))),
        "named": workbook(row.format(1, text.format("_xD800_年_x001F_"))),
        "plain": workbook("".join(row.format(n, value.format(n) * 6) for n in range(1, 3000))),
        "nested": workbook(f"<row>{value.format(1)}" * 1500 + "</row>" * 1500),
        "hidden": workbook("<row hidden='1'>" + text.format("年") + "</row>"),
    }


def odd_books() -> Iterator[HostileFile]:
    for name, data in _books().items():
        yield hostile(f"{name}.xlsx", data, "damaged", "too_large", *_NO_REPORT)


def formats() -> Iterator[HostileFile]:
    """Number formats that are very long or invalid."""
    codes = [
        "[Red]&quot;" + "x;" * 50_000,
        "[" * 250,
        "0" * 255,
        "E+",
        "..",
        ",,,",
        "%" * 200,
        "@@",
    ]
    codes += ["[&gt;", "[&gt;1]", "!", "\\", "_", "*", ";;;;;", "[$", "#.#.#", "0E+0E+", "y" * 250]
    cells = "".join(f"<c s='{n}'><v>-1.5</v></c>" for n in range(len(codes)))
    made = starmap("<numFmt numFmtId='{}' formatCode='{}'/>".format, enumerate(codes, 200))
    styles = "".join(f"<xf numFmtId='{n}'/>" for n in range(200, 200 + len(codes)))
    styles_xml = (
        f"<styleSheet><numFmts>{''.join(made)}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"
    )
    rows = "".join(f"<row r='{n}'>{cells}</row>" for n in range(1, 50))
    yield hostile(
        "formats.xlsx", with_parts(workbook(rows), {"xl/styles.xml": styles_xml}), *_NO_REPORT
    )


def many_texts() -> Iterator[HostileFile]:
    texts = f"<sst>{'<si><t>年报</t></si>' * 1_000_000}</sst>"
    row = "<row><c t='s'><v>999999</v></c></row>"
    data = with_parts(workbook(row), {"xl/sharedStrings.xml": texts})
    yield hostile("texts.xlsx", data, "timeout", "memory", *_NO_REPORT, is_heavy=True)


FAMILIES = (deep_words, odd_words, links, broken_zips, odd_books, formats, many_texts)
