"""Keeps a corpus of drawn samples on disk. A digest identifies what it was drawn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import resources
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.training.corpus.drawing import draw_sample
from gouji.training.corpus.renderings.media import MEDIA, TRAINING_MEDIA, draw_media_sample
from gouji.training.corpus.renderings.printers import find_version
from gouji.training.corpus.samples import Sample, load_samples, save_samples

SAMPLES = "samples.jsonl.gz"
# What is in the folder of a corpus, also after its making was interrupted.
_FILES = {SAMPLES, "samples.jsonl.part", "corpus.json", "documents"}
# Libraries that decide how samples look.
_LIBRARIES = (
    "beautifulsoup4", "html5lib", "inscriptis", "jinja2", "lxml", "markdownify", "opencc",
    "pandas", "readability-lxml", "resiliparse", "trafilatura",
    "openpyxl", "pikepdf", "python-docx", "weasyprint",
)  # fmt: skip


class NotACorpusError(ValueError):
    """A folder holds other files than a corpus, or a corpus that would be overwritten. The message
    is Chinese and English."""


def build(
    count: int,
    seed: int,
    folder: Path,
    forms: Mapping[str, Form],
    jobs: int = 1,
    media: tuple[str, ...] = (),
    files: int = 0,
) -> str:
    """Draw `count` text samples and `files` file samples into `folder`. Returns their digest.

    Nothing is drawn if the folder holds this very corpus already. If `media` are given, `count`
    files of each medium are drawn instead. Raises NotACorpusError for a folder with other files.
    """
    digest = find_digest(count, seed, forms, media, files)
    if find_stored(folder) == digest:
        return digest
    if folder.is_dir() and {path.name for path in folder.iterdir()} - _FILES:
        raise NotACorpusError(
            f"{folder} 中有其他文件，不是语料文件夹，未作改动。请另选文件夹。\n"
            f"{folder} holds other files and is no corpus. Nothing was changed; "
            "name another folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    about = folder / "corpus.json"
    about.unlink(missing_ok=True)
    save_samples(folder / SAMPLES, _draw_all(count, seed, forms, jobs, media, files))
    facts = {"digest": digest, "count": count, "files": files, "seed": seed}
    about.write_text(json.dumps(facts) + "\n", "utf-8")
    return digest


def find_stored(folder: Path) -> str | None:
    """The digest of the corpus in `folder`, None where it holds none."""
    about = folder / "corpus.json"
    if not about.is_file() or not (folder / SAMPLES).is_file():
        return None
    return str(json.loads(about.read_text("utf-8"))["digest"])


def load(folder: Path) -> list[Sample]:
    """The samples of the corpus in `folder`."""
    return list(load_samples(folder / SAMPLES))


def find_digest(
    count: int, seed: int, forms: Mapping[str, Form], media: tuple[str, ...] = (), files: int = 0
) -> str:
    """SHA-256 of all that decides the samples: sources, grammar, forms, libraries, parameters."""
    folder = Path(__file__).parent
    sources = sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".j2"))
    texts = [path.read_text("utf-8") for path in sources]
    texts.append(
        resources.files("gouji.configs").joinpath("training/prose.yaml").read_text("utf-8")
    )
    texts += [form.model_dump_json() for form in forms.values()]
    texts += [f"{library} {version(library)}" for library in _LIBRARIES]
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
    draw = partial(_draw_nth, seed=seed, forms=forms, texts=texts, media=media or TRAINING_MEDIA)
    total = count * len(media) if media else count + files
    if jobs == 1:
        yield from map(draw, range(total))
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(draw, range(total), chunksize=8)


def _draw_nth(
    index: int, seed: int, forms: Mapping[str, Form], texts: int, media: tuple[str, ...]
) -> Sample:
    """The sample `index`: a text below `texts`, otherwise a file of each medium in turn."""
    rng, stem = Random(f"{seed}/{index}"), f"{index:05d}"
    if index < texts:
        return draw_sample(rng, forms, stem)
    return draw_media_sample(rng, forms, stem, media[(index - texts) % len(media)])
