"""PDF files written byte by byte: broken, endless or encrypted, as no library writes them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from random import Random

import pikepdf

from tests.hostile.hostile_file import HostileFile, hostile

BODY = "<</Type/Pages/Kids[3 0 R]/Count 1>>"


def pdf(
    pages: str, content: str = "", form: str = "null", box: str = "/MediaBox[0 0 600 800]"
) -> bytes:
    """A PDF with one page. `pages`: the page tree. `form`: the form object F of the page."""
    font = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
    page = (
        f"<</Type/Page/Parent 2 0 R{box}/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>{font}>>>>"
    )
    stream = f"<</Length {len(content)}>>stream\n{content}\nendstream"
    text, offsets = "%PDF-1.7\n", []
    for number, body in enumerate(
        ("<</Type/Catalog/Pages 2 0 R>>", pages, page, stream, form), start=1
    ):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(text)
    text += f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\n"
    return (text + f"startxref\n{start}\n%%EOF\n").encode("latin-1")


def pages() -> Iterator[HostileFile]:
    yield hostile("no-pages.pdf", pdf("<</Type/Pages/Kids[]/Count 0>>"), "damaged")
    yield hostile(
        "lying-count.pdf",
        pdf("<</Type/Pages/Kids[]/Count 2000>>"),
        "damaged",
        "too_large",
        "empty",
        "no_text_layer",
    )
    yield hostile("own-parent.pdf", pdf("<</Type/Pages/Kids[2 0 R]/Count 1>>"), "damaged", "empty")
    many = "<</Type/Pages/Kids[" + "3 0 R " * 2000 + "]/Count 2000>>"
    yield hostile("2000.pdf", pdf(many), "too_large")
    form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 6>>stream\n/F Do \nendstream"
    yield hostile("recursive.pdf", pdf(BODY, "/F Do", form), "empty", "damaged")
    yield hostile("truncated.pdf", pdf(BODY, "BT ET")[:180], "damaged", "empty")
    yield hostile("junk.pdf", b"%PDF-1.7\n" + Random(5).randbytes(20_000), "damaged")
    lines = " ".join(f"{n % 600} 0 m {n % 600} 800 l S" for n in range(30_000))
    yield hostile("lines.pdf", pdf(BODY, lines), "empty", "timeout", "damaged", is_heavy=True)
    grid = " ".join(f"{n} 0 m {n} 500 l S 0 {n} m 500 {n} l S" for n in range(0, 500, 2))
    yield hostile("grid.pdf", pdf(BODY, grid), "empty", "not_a_report")
    yield hostile(
        "nested.pdf",
        pdf("<</Type/Pages/Kids" + "[" * 50_000 + "]" * 50_000 + "/Count 1>>"),
        "damaged",
        "empty",
    )
    yield hostile("named.txt", pdf(BODY, "BT ET"), "empty", "damaged")


def boxes() -> Iterator[HostileFile]:
    """Pages with an infinite, empty or inverted page box."""
    text = "BT /F1 12 Tf 50 700 Td (12) Tj ET"
    for name, box in BOXES.items():
        yield hostile(f"{name}.pdf", pdf(BODY, text, box=box), "not_a_report")


BOXES = {
    "huge": "/MediaBox[0 0 1e9 1e9]",
    "endless": "/MediaBox[0 0 1e400 -1e400]",
    "words": "/MediaBox[/a /b null (x)]",
    "turned": "/MediaBox[600 800 0 0]",
    "zero": "/MediaBox[0 0 0 0]",
    "none": "",
    "away": "/MediaBox[0 0 600 800]/CropBox[9000 9000 9999 9999]",
    "unit": "/MediaBox[0 0 600 800]/UserUnit 1000000",
    "askew": "/MediaBox[0 0 600 800]/Rotate 37",
    "spun": "/MediaBox[0 0 600 800]/Rotate 99999999999999",
}


def crowded() -> Iterator[HostileFile]:
    """Very many characters, rulings and form objects."""
    kinds = ("not_a_report", "empty", "timeout")
    glyphs = "BT /F1 1 Tf 1 1 Td " + "(12345 67890) Tj 0 2 Td " * 10_000 + "ET"
    yield hostile("glyphs.pdf", pdf(BODY, glyphs), *kinds, is_heavy=True)
    rules = " ".join(f"{n % 600} {n % 797} m {n % 600} {n % 797 + 9} l S" for n in range(100_000))
    yield hostile("rules.pdf", pdf(BODY, rules), *kinds, is_heavy=True)
    odd = "BT /F1 0 Tf (1) Tj /F1 1e9 Tf (2) Tj /F1 -5 Tf (3) Tj ET 1e39 0 0 1e39 0 0 cm 0 0 m 9 0 l S"
    yield hostile("sizes.pdf", pdf(BODY, odd), *kinds)
    calls = "/F Do " * 3000
    head = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    form = f"{head}/Length {len(calls)}>>stream\n{calls}\nendstream"
    # pdfium ends its process when memory runs out
    yield hostile("forms.pdf", pdf(BODY, "/F Do", form), *kinds, "damaged", "crashed", "memory")


def passwords() -> Iterator[HostileFile]:
    for owner, user, kinds in (("o", "u", ["encrypted"]), ("o", "", ["empty", "damaged"])):
        stream = BytesIO()
        with pikepdf.open(BytesIO(pdf(BODY, "BT ET"))) as document:
            document.save(stream, encryption=pikepdf.Encryption(owner=owner, user=user))
        yield hostile(f"user-{user or 'none'}.pdf", stream.getvalue(), *kinds)
    yield hostile("cut.pdf", stream.getvalue()[:-200], "damaged", "empty", "encrypted")


FAMILIES = (pages, boxes, crowded, passwords)
