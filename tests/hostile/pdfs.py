"""PDF files written by hand, for what no library would write."""

from __future__ import annotations

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
