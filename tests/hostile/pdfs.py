"""PDF files written by hand, for what no library would write: broken, endless or locked."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.hostile.bad import Bad, bad

BODY = "<</Type/Pages/Kids[3 0 R]/Count 1>>"


def pdf(pages: str, content: str = "", form: str = "null") -> bytes:
    """One page with `content`, in the page tree `pages`; `form` is its resource F."""
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        "/Resources<</XObject<</F 5 0 R>>>>>>"
    )
    stream = f"<</Length {len(content)}>>stream\n{content}\nendstream"
    text, places = "%PDF-1.7\n", []
    for number, body in enumerate(
        ("<</Type/Catalog/Pages 2 0 R>>", pages, page, stream, form), start=1
    ):
        places.append(len(text))
        text += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(text)
    text += f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\n"
    return (text + f"startxref\n{start}\n%%EOF\n").encode("latin-1")


def pages() -> Iterator[Bad]:
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


FAMILIES = (pages,)
