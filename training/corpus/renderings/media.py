"""The renderings that are files and not text: PDF pages and Office files, made by real tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.renderings.handwriting import spoil_with_handwriting
from gouji.training.corpus.renderings.held_out import (
    FACES,
    SPOILINGS,
    has_face,
    print_held_out,
)
from gouji.training.corpus.renderings.hidden_text import LAYERS, add_hidden_text
from gouji.training.corpus.renderings.office import write_docx, write_xlsx
from gouji.training.corpus.renderings.pdf import (
    print_by_chromium,
    print_by_chromium_unruled,
    print_by_libreoffice,
    print_by_libreoffice_unruled,
    print_partly_ruled,
    print_redrawn,
    print_ruled,
    print_skewed,
    print_spaced,
    print_unruled,
)
from gouji.training.corpus.renderings.printers import PROGRAMS
from gouji.training.corpus.renderings.scans import (
    Spoil,
    print_scan,
    spoil_as_fax,
    spoil_as_photo,
    spoil_as_scan,
    spoil_by_low_light,
    spoil_with_grey_seal,
    spoil_with_seal,
)
from gouji.training.corpus.renderings.structured import (
    write_content_list,
    write_content_pages,
    write_docling,
)
from gouji.training.corpus.renderings.typesetters.reportlab_pages import (
    RULINGS,
    print_with_reportlab,
)
from gouji.training.corpus.renderings.typesetters.typst_pages import STROKES, print_with_typst
from gouji.training.corpus.reports.grid import Grid, list_texts
from gouji.training.corpus.reports.page import (
    ReportPage,
    draw_page,
    mark_headings,
    without_marks,
)
from gouji.training.corpus.reports.truth import RenderedPage, make_sample
from gouji.training.corpus.reports.values import Figures, draw_figures
from gouji.training.corpus.samples import Sample


@dataclass(frozen=True, slots=True)
class Medium:
    """A way to write a page as a file.

    `write(rng, page)` returns the file. `keeps_empty_rows` says that a row of empty
    fields without a label leaves a trace.
    `program` is the key in PROGRAMS of the program that is needed, None if none is.
    `face` is the key in FACES of the face that is needed.
    `prints_markers` says that figures are located by markers printed in a second file; in the
    other media they are located by links.
    """

    suffix: str
    write: Callable[[Random, ReportPage], bytes]
    keeps_empty_rows: bool = True
    program: str | None = None
    prints_markers: bool = False
    face: str | None = None

    @property
    def is_installed(self) -> bool:
        """Whether the program or the face that it needs is installed."""
        if self.face is not None:
            return has_face(self.face)
        return self.program is None or PROGRAMS[self.program]() is not None

    @property
    def need(self) -> str:
        """The name of the program or the face that it needs, "" for none."""
        return FACES[self.face] if self.face else self.program or ""


def _print_scan(rng: Random, page: ReportPage, dpi: int, spoil: Spoil) -> bytes:
    return print_scan(rng, without_marks(page), dpi, spoil)


def _print_with_hidden_text(rng: Random, page: ReportPage) -> bytes:
    printed = print_ruled(rng, without_marks(page))
    scan = print_scan(rng, without_marks(page), 200, spoil_as_scan, printed)
    return add_hidden_text(rng, scan, printed, rng.choice(LAYERS))


# The resolution of each kind of scan, in pixels per inch, and how it is spoiled.
_SCANS: dict[str, tuple[int, Spoil]] = {
    "300": (300, spoil_as_scan),
    "200": (200, spoil_as_scan),
    "150": (150, spoil_as_scan),
    "100": (100, spoil_as_scan),
    "fax": (200, spoil_as_fax),
    "photo": (200, spoil_as_photo),
    "seal": (200, spoil_with_seal),
    "grey-seal": (200, spoil_with_grey_seal),
    "low-light": (200, spoil_by_low_light),
    "handwriting": (200, spoil_with_handwriting),
}

MEDIA: dict[str, Medium] = {
    "docx": Medium(".docx", write_docx, prints_markers=True),
    "xlsx": Medium(".xlsx", write_xlsx, prints_markers=True),
    "json-docling": Medium(".json", write_docling, keeps_empty_rows=False, prints_markers=True),
    "json-mineru": Medium(".json", write_content_list, prints_markers=True),
    "json-mineru-pages": Medium(".json", write_content_pages, prints_markers=True),
    "pdf-ruled": Medium(".pdf", print_ruled),
    "pdf-unruled": Medium(".pdf", print_unruled, keeps_empty_rows=False),
    "pdf-partly-ruled": Medium(".pdf", print_partly_ruled, keeps_empty_rows=False),
    "pdf-retouched": Medium(".pdf", print_redrawn),
    "pdf-skewed": Medium(".pdf", print_skewed),
    "pdf-spaced": Medium(".pdf", print_spaced, keeps_empty_rows=False),
    **{
        f"pdf-{name}-{rulings}": Medium(
            ".pdf", partial(write, rulings=rulings), keeps_empty_rows=rulings == "ruled"
        )
        for name, write, styles in (
            ("typst", print_with_typst, STROKES),
            ("reportlab", print_with_reportlab, RULINGS),
        )
        for rulings in styles
    },
    "pdf-chromium-ruled": Medium(".pdf", print_by_chromium, program="chromium"),
    "pdf-chromium-unruled": Medium(
        ".pdf", print_by_chromium_unruled, keeps_empty_rows=False, program="chromium"
    ),
    "pdf-libreoffice-ruled": Medium(".pdf", print_by_libreoffice, program="LibreOffice"),
    "pdf-libreoffice-unruled": Medium(
        ".pdf", print_by_libreoffice_unruled, keeps_empty_rows=False, program="LibreOffice"
    ),
    **{
        f"scan-{name}": Medium(".pdf", partial(_print_scan, dpi=dpi, spoil=spoil))
        for name, (dpi, spoil) in _SCANS.items()
    },
    "scan-hidden-text": Medium(".pdf", _print_with_hidden_text),
    # Kept out of training for good.
    **{f"scan-{name}": Medium(".pdf", partial(print_held_out, name=name)) for name in SPOILINGS},
    **{
        f"scan-{name}": Medium(".pdf", partial(print_held_out, name=name), face=name)
        for name in FACES
    },
}

# The media of the training corpus. They need no program outside the Python packages. Partly ruled
# pages are listed twice, because rulings can be missing in many ways.
TRAINING_MEDIA = (
    "pdf-ruled", "docx", "pdf-partly-ruled", "pdf-unruled", "xlsx", "pdf-retouched",
    "pdf-partly-ruled",
)  # fmt: skip


def find_media(names: str) -> tuple[str, ...]:
    """The media that a list such as "pdf,docx" asks for. Raises ValueError for unknown names.

    "pdf" stands for all media whose names begin with "pdf-" and whose program is installed. A
    medium named in full is always included.
    """
    asked = _split_names(names)
    media = {
        prefix: [
            name
            for name, medium in MEDIA.items()
            if name.startswith(f"{prefix}-") and medium.is_installed
        ]
        for prefix in asked
    }
    media |= {name: [name] for name in asked if name in MEDIA}
    unknown = [name for name in asked if not media[name]]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: {', '.join(MEDIA)}")
    return tuple(dict.fromkeys(name for prefix in asked for name in media[prefix]))


def find_skipped(names: str) -> dict[str, str]:
    """The media that `find_media` leaves out, each with what is not installed."""
    prefixes = tuple(f"{name}-" for name in _split_names(names))
    return {
        name: medium.need
        for name, medium in MEDIA.items()
        if name.startswith(prefixes) and medium.need and not medium.is_installed
    }


def _split_names(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def draw_media_sample(rng: Random, forms: Mapping[str, Form], stem: str, name: str) -> Sample:
    """One undamaged report as a file of the medium `name`."""
    figures = draw_figures(rng, forms, plain=False)
    return print_page(rng, stem, figures, draw_page(rng, figures), name)


def print_page(rng: Random, stem: str, figures: Figures, page: ReportPage, name: str) -> Sample:
    """A page as a file of the medium `name`, with its truth. Its headings are not marked yet."""
    medium, page = MEDIA[name], mark_headings(page)
    marked_text = "\n".join(_lines(page))
    rendered = RenderedPage(
        figures,
        page,
        marked_text,
        keeps_blanks=True,
        keeps_empty_rows=medium.keeps_empty_rows,
        has_offsets=False,
        damages=(),
    )
    seed = rng.random()
    printed_page = without_marks(page) if medium.prints_markers else page
    return make_sample(
        rendered,
        stem + medium.suffix,
        name,
        "utf-8",
        file=medium.write(Random(seed), printed_page),
        marked_file=medium.write(Random(seed), page) if medium.prints_markers else None,
    )


def _lines(page: ReportPage) -> list[str]:
    """The text lines and table rows of a page. Merged fields are printed once."""
    lines = []
    for part in page.parts:
        if isinstance(part, Grid):
            lines += ["\t".join(row) for row in list_texts(part, "skip", "skip")]
        else:
            lines.append(part.text)
    return lines
