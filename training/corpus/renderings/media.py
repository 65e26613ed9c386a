"""Renderings as files that are no text: printed pages and Office files, by the real tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.renderings.office import write_docx, write_xlsx
from gouji.training.corpus.renderings.pdf import (
    print_by_chromium,
    print_by_chromium_unruled,
    print_by_libreoffice,
    print_by_libreoffice_unruled,
    print_partly,
    print_retouched,
    print_ruled,
    print_unruled,
)
from gouji.training.corpus.renderings.printers import PROGRAMS
from gouji.training.corpus.reports.grid import Grid, list_texts
from gouji.training.corpus.reports.page import Page, draw_page, mark_headings, without_marks
from gouji.training.corpus.reports.truth import Survival, find_headings, find_truths
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.corpus.samples import Sample


@dataclass(frozen=True, slots=True)
class Medium:
    """`write(rng, page)` gives the file. `ruled`: an empty field leaves a trace by itself. `twin`:
    its figures are found again by markers in their places, not by links.

    `program` is the key in PROGRAMS of what must be installed for it, "" for nothing."""

    suffix: str
    write: Callable[[Random, Page], bytes]
    ruled: bool = True
    program: str = ""
    twin: bool = False

    @property
    def is_here(self) -> bool:
        """Whether what it needs is installed."""
        return not self.program or PROGRAMS[self.program]() is not None


MEDIA: dict[str, Medium] = {
    "docx": Medium(".docx", write_docx, twin=True),
    "xlsx": Medium(".xlsx", write_xlsx, twin=True),
    "pdf-ruled": Medium(".pdf", print_ruled),
    "pdf-unruled": Medium(".pdf", print_unruled, ruled=False),
    "pdf-partly-ruled": Medium(".pdf", print_partly, ruled=False),
    "pdf-retouched": Medium(".pdf", print_retouched),
    "pdf-chromium-ruled": Medium(".pdf", print_by_chromium, program="chromium"),
    "pdf-chromium-unruled": Medium(".pdf", print_by_chromium_unruled, False, "chromium"),
    "pdf-libreoffice-ruled": Medium(".pdf", print_by_libreoffice, program="LibreOffice"),
    "pdf-libreoffice-unruled": Medium(".pdf", print_by_libreoffice_unruled, False, "LibreOffice"),
}

# What the models are taught: what can be made wherever they are trained. Partly ruled pages come
# twice, for there are many ways to lack rules.
TAUGHT = (
    "pdf-ruled", "docx", "pdf-partly-ruled", "pdf-unruled", "xlsx", "pdf-retouched",
    "pdf-partly-ruled",
)  # fmt: skip


def find_media(names: str) -> tuple[str, ...]:
    """The media that a list such as "pdf,docx" asks for, "pdf" for all that begin so; those
    whose program is not installed are among them only if named whole. Raises ValueError."""
    asked = [name.strip() for name in names.split(",") if name.strip()]
    found = {one: [name for name in MEDIA if name.startswith(f"{one}-")] for one in asked}
    found = {one: [name for name in own if MEDIA[name].is_here] for one, own in found.items()}
    found |= {one: [one] for one in asked if one in MEDIA}
    unknown = [one for one in asked if not found[one]]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: {', '.join(MEDIA)}")
    return tuple(dict.fromkeys(name for one in asked for name in found[one]))


def find_skipped(names: str) -> dict[str, str]:
    """Media that a list asks for, but not by their whole names, with the program that they lack."""
    asked = tuple(f"{name.strip()}-" for name in names.split(",") if name.strip())
    return {
        name: medium.program
        for name, medium in MEDIA.items()
        if name.startswith(asked) and not medium.is_here
    }


def draw_media_sample(rng: Random, forms: Mapping[str, Form], stem: str, name: str) -> Sample:
    """One undamaged report as a file of the medium `name`."""
    medium = MEDIA[name]
    figures = draw_figures(rng, forms, plain=False)
    page = mark_headings(draw_page(rng, figures))
    marked = "\n".join(_lines(page))
    survival = Survival(figures, page, marked, True, medium.ruled, ())
    truths, seed = find_truths(survival), rng.random()
    return Sample(
        name=stem + medium.suffix,
        rendering=name,
        damages=(),
        encoding="utf-8",
        forms=dict(figures.versions),
        agency=figures.agency if page.named else None,
        year=figures.year if page.dated else None,
        cells={key: truth._replace(start=None) for key, truth in truths.items()},
        headings=tuple(one._replace(start=None) for one in find_headings(survival)),
        marks=page.marks,
        marked_text=marked,
        file=medium.write(Random(seed), without_marks(page) if medium.twin else page),
        twin=medium.write(Random(seed), page) if medium.twin else None,
    )


def _lines(page: Page) -> list[str]:
    rows = (
        "\t".join(row) if isinstance(part, Grid) else row
        for part in page.parts
        for row in (list_texts(part, "skip", "skip") if isinstance(part, Grid) else [part.text])
    )
    return list(map(str, rows))
