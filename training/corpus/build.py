"""Draws samples from a seed and keeps a corpus of them on disk, known by its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.damage.tables import TABLE_DAMAGES, damage_table
from gouji.training.corpus.damage.text import TEXT_DAMAGES
from gouji.training.corpus.damage.words import WORD_DAMAGES, apply_change
from gouji.training.corpus.renderings.html import STYLES
from gouji.training.corpus.renderings.media import MEDIA, TAUGHT, draw_media_sample
from gouji.training.corpus.renderings.printers import find_version
from gouji.training.corpus.renderings.render import ENCODINGS, RENDERINGS, Rendering
from gouji.training.corpus.renderings.tools import TOOLS
from gouji.training.corpus.renderings.writers import WRITERS
from gouji.training.corpus.reports.page import Page, draw_page, mark_headings
from gouji.training.corpus.reports.truth import Survival, find_headings, find_truths
from gouji.training.corpus.reports.values import Figures, draw_figures
from gouji.training.corpus.samples import Sample, Truth, load_samples, save_samples

__all__ = ["DAMAGES", "Sample", "Truth", "build", "draw_sample", "find_digest", "load"]

DAMAGES = (*WORD_DAMAGES, *TABLE_DAMAGES, *TEXT_DAMAGES)
_TOOLS = (
    "beautifulsoup4", "html5lib", "inscriptis", "jinja2", "lxml", "markdownify", "opencc",
    "pandas", "readability-lxml", "resiliparse", "trafilatura",
)  # fmt: skip
_MEDIA_TOOLS = ("openpyxl", "pikepdf", "python-docx", "weasyprint")
_TEXT_ENCODINGS = ("utf-8",) * 12 + ("utf-8-sig", "gb18030", "gbk", "utf-16")


def build(
    count: int,
    seed: int,
    folder: Path,
    forms: Mapping[str, Form],
    jobs: int = 1,
    media: tuple[str, ...] = (),
    files: int = 0,
) -> str:
    """Draw `count` texts and so many `files` into `folder`, unless the very same are there. The
    corpus's digest.

    `media`: `count` files of each of these instead.
    """
    digest = find_digest(count, seed, forms, media, files)
    about = folder / "corpus.json"
    if about.is_file() and json.loads(about.read_text("utf-8"))["digest"] == digest:
        return digest
    folder.mkdir(parents=True, exist_ok=True)
    about.unlink(missing_ok=True)
    save_samples(folder / "samples.jsonl.gz", _draw_all(count, seed, forms, jobs, media, files))
    known = {"digest": digest, "count": count, "files": files, "seed": seed}
    about.write_text(json.dumps(known) + "\n", "utf-8")
    return digest


def load(folder: Path) -> list[Sample]:
    """The samples of the corpus in `folder`."""
    return list(load_samples(folder / "samples.jsonl.gz"))


def find_digest(
    count: int, seed: int, forms: Mapping[str, Form], media: tuple[str, ...] = (), files: int = 0
) -> str:
    """SHA-256 of all that decides what is drawn: sources, grammar, forms, tools, parameters."""
    folder = Path(__file__).parent
    sources = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".j2"))
    texts = [path.read_text("utf-8") for path in sources]
    texts.append(
        resources.files("gouji.configs").joinpath("training/prose.yaml").read_text("utf-8")
    )
    texts += [form.model_dump_json() for form in forms.values()]
    texts += [f"{tool} {version(tool)}" for tool in _TOOLS]
    texts += [f"{tool} {version(tool)}" for tool in _MEDIA_TOOLS]
    texts += [f"{name} {find_version(MEDIA[name].program)}" for name in media]
    texts += map(str, (count, files, seed))
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _draw_all(
    count: int,
    seed: int,
    forms: Mapping[str, Form],
    jobs: int,
    media: tuple[str, ...],
    files: int,
) -> Iterator[Sample]:
    texts = 0 if media else count
    draw = partial(_draw_nth, seed=seed, forms=forms, texts=texts, media=media or TAUGHT)
    total = count * len(media) if media else count + files
    if jobs == 1:
        yield from map(draw, range(total))
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(draw, range(total), chunksize=8)


def _draw_nth(
    index: int, seed: int, forms: Mapping[str, Form], texts: int, media: tuple[str, ...]
) -> Sample:
    """The first `texts` are texts, then the media take turns."""
    rng, stem = Random(f"{seed}/{index}"), f"{index:05d}"
    if index < texts:
        return draw_sample(rng, forms, stem)
    return draw_media_sample(rng, forms, stem, media[(index - texts) % len(media)])


@dataclass(frozen=True, slots=True)
class Manner:
    """How a page becomes a file: by which rendering, in which encoding, with what damage."""

    rendering: str
    charset: str
    encoding: str
    damages: tuple[str, ...]


def draw_sample(
    rng: Random,
    forms: Mapping[str, Form],
    stem: str = "report",
    rendering: str | None = None,
    damages: tuple[str, ...] | None = None,
) -> Sample:
    """One report. A rendering or damages may be asked for; damages it cannot have are left out."""
    manner = draw_manner(rng, rendering, damages)
    figures = draw_figures(rng, forms, plain=bool(manner.damages))
    return print_page(rng, stem, figures, draw_page(rng, figures), manner)


def draw_manner(
    rng: Random, rendering: str | None = None, damages: tuple[str, ...] | None = None
) -> Manner:
    """A manner; a rendering or damages may be asked for."""
    name = rendering or _draw_rendering(rng)
    shape = RENDERINGS[name]
    charset, encoding = _draw_encoding(rng, shape)
    chosen = _draw_damages(rng) if damages is None else damages
    chosen = (*chosen, "traditional") if charset == "big5" else chosen
    chosen = tuple(d for d in DAMAGES if d in chosen and _is_possible(d, shape))
    return Manner(name, charset, encoding, chosen)


def print_page(rng: Random, stem: str, figures: Figures, page: Page, manner: Manner) -> Sample:
    """The page as a file, with the truth of what is left in it."""
    shape, chosen, encoding = RENDERINGS[manner.rendering], manner.damages, manner.encoding
    page = _damage_page(rng, page, chosen)
    marked = _write(rng, page, shape, manner.charset, chosen)
    survival = Survival(figures, page, marked, shape.keeps_blanks, shape.is_html, chosen)
    return Sample(
        name=stem + shape.suffix,
        rendering=manner.rendering,
        damages=chosen,
        encoding=encoding if shape.is_html else _fit_encoding(survival.text, encoding),
        forms=dict(figures.versions),
        agency=figures.agency if page.named else None,
        year=figures.year if page.dated else None,
        cells=find_truths(survival),
        headings=tuple(find_headings(survival)),
        marks=page.marks,
        marked_text=marked,
    )


def _draw_rendering(rng: Random) -> str:
    """A third each of HTML, of text from tools, and of text from our own writers."""
    html = [f"html-{style}" for style in STYLES]
    family = rng.choice((html, TOOLS, WRITERS))
    return rng.choice(list(family))


def _draw_encoding(rng: Random, shape: Rendering) -> tuple[str, str]:
    if shape.is_html:
        return ENCODINGS[rng.choice([*["utf-8"] * len(ENCODINGS), *ENCODINGS])]
    return "", rng.choice(_TEXT_ENCODINGS)


def _fit_encoding(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "gb18030"
    return encoding


def _draw_damages(rng: Random) -> tuple[str, ...]:
    """None to three; most are of tables, since tables are what is hard."""
    many = rng.choice((0, 0, 1, 1, 1, 2, 2, 3))
    families = (*[[*TABLE_DAMAGES]] * 3, *[[*TEXT_DAMAGES]] * 2, [*WORD_DAMAGES])
    return tuple(rng.choice(rng.choice(families)) for _ in range(many))


def _is_possible(damage: str, shape: Rendering) -> bool:
    """HTML is not worn as text; where merged fields are copied a merged total says seven things."""
    if damage in TEXT_DAMAGES:
        return not shape.is_html
    return not (damage == "merged-totals" and shape.copies)


def _damage_page(rng: Random, page: Page, damages: tuple[str, ...]) -> Page:
    for damage in damages:
        if damage in WORD_DAMAGES:
            page = apply_change(rng, page, WORD_DAMAGES[damage])
        elif damage in TABLE_DAMAGES:
            page = damage_table(rng, page, TABLE_DAMAGES[damage])
    return mark_headings(page)


def _write(
    rng: Random, page: Page, shape: Rendering, charset: str, damages: tuple[str, ...]
) -> str:
    if shape.is_html:
        return shape.write(rng, page, charset=charset)
    text = shape.write(rng, page)
    for damage in damages:
        text = TEXT_DAMAGES[damage](rng, text) if damage in TEXT_DAMAGES else text
    return text
