"""`gouji corpus build`: makes synthetic labelled reports, which `train` and `evaluate` load."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.commands.options import user_errors

if TYPE_CHECKING:
    from gouji.training.corpus.samples import Sample

# The corpus of `gouji train`: its folder, number of reports, number of further files, and seed.
CORPUS = Path("build/corpus")
COUNT = 700
FILES = 350
SEED = 20211
# Processes that build a corpus.
JOBS = 2

corpus = typer.Typer(
    name="corpus", help="带标注的合成语料。 Synthetic labelled reports.", no_args_is_help=True
)

Folder = Annotated[Path, typer.Option("--corpus", help="语料文件夹。 The corpus folder.")]
Seed = Annotated[int, typer.Option(help="随机种子。 The seed of all random numbers.")]
Count = Annotated[int, typer.Option(help="报告份数。 How many reports.")]
Files = Annotated[
    int,
    typer.Option(
        help="另行生成的 PDF、Word、Excel 文件份数。 "
        "How many PDF, Word and Excel files in addition."
    ),
]
Media = Annotated[
    str,
    typer.Option(
        help="仅生成所列媒体的文件，每种 COUNT 份：pdf,docx,xlsx。 "
        "Make only files of these media, COUNT of each: pdf,docx,xlsx."
    ),
]


@corpus.command("build")
def build_corpus(
    folder: Folder = CORPUS,
    count: Count = COUNT,
    files: Files = FILES,
    seed: Seed = SEED,
    media: Media = "",
) -> None:
    """按法定格式生成带标注的合成报告。 Make synthetic labelled reports from the forms."""
    digest = _build(folder, count, seed, media, files)
    typer.echo(f"语料 corpus: {folder} {count} × {digest}")


def load_corpus(
    folder: Path, count: int, seed: int, media: str = "", files: int = 0
) -> tuple[list[Sample], str]:
    """The samples in `folder`, which are built if necessary, and the digest of the corpus."""
    from gouji.training.corpus.build import load

    digest = _build(folder, count, seed, media, files)
    return load(folder), digest


def load_own_corpus(folder: Path, count: int, seed: int, files: int) -> tuple[list[Sample], str]:
    """The samples in a folder that the user named. A corpus there is taken as it is, whatever it
    was drawn from; only a folder without one gets a new corpus."""
    from gouji.training.corpus.build import find_stored, load

    digest = None if folder == CORPUS else find_stored(folder)
    if digest is None:
        return load_corpus(folder, count, seed, files=files)
    return load(folder), digest


def _build(folder: Path, count: int, seed: int, media: str, files: int) -> str:
    from gouji.configs import FOLDER
    from gouji.pipeline.forms.form import load_forms
    from gouji.training.corpus.build import NotACorpusError, build
    from gouji.training.corpus.renderings.media import find_media, find_skipped

    with user_errors(ValueError):
        selected = find_media(media)
    for name, program in find_skipped(media).items():
        typer.echo(f"跳过 skipped: {name}（没有安装 not installed: {program}）", err=True)
    forms = load_forms(FOLDER / "forms")
    with user_errors(NotACorpusError):
        return build(count, seed, folder, forms, JOBS, selected, 0 if selected else files)
