"""`gouji corpus build`: synthetic labelled reports; `train` and `evaluate` read them from here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.commands.options import user_errors

if TYPE_CHECKING:
    from gouji.training.corpus.samples import Sample

CORPUS = Path("build/corpus")
COUNT = 700
FILES = 350
SEED = 20211
JOBS = 2

corpus = typer.Typer(
    name="corpus", help="合成语料。 Synthetic labelled reports.", no_args_is_help=True
)

Folder = Annotated[Path, typer.Option("--corpus", help="语料文件夹。 The corpus folder.")]
Seed = Annotated[int, typer.Option(help="随机种子。 The seed of all random draws.")]
Count = Annotated[int, typer.Option(help="报告份数。 How many reports.")]
Files = Annotated[
    int,
    typer.Option(
        help="另加的 PDF、Word、Excel 文件份数。 How many PDF, Word and Excel files besides."
    ),
]
Media = Annotated[
    str,
    typer.Option(
        help="改为生成这些媒体的文件，每种 COUNT 份：pdf,docx,xlsx。 "
        "Make files of these media instead, COUNT of each: pdf,docx,xlsx."
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
    """按格式生成带答案的合成报告。 Make synthetic labelled reports from the forms."""
    digest = _build(folder, count, seed, media, files)
    typer.echo(f"语料 corpus: {folder} {count} × {digest}")


def load_corpus(
    folder: Path, count: int, seed: int, media: str = "", files: int = 0
) -> tuple[list[Sample], str]:
    """The samples in `folder`, built if they are not there, and the digest of the corpus."""
    from gouji.training.corpus.build import load

    digest = _build(folder, count, seed, media, files)
    return load(folder), digest


def _build(folder: Path, count: int, seed: int, media: str, files: int) -> str:
    from gouji.configs import FOLDER
    from gouji.pipeline.forms.form import load_forms
    from gouji.training.corpus.build import build
    from gouji.training.corpus.renderings.media import find_media, find_skipped

    with user_errors(ValueError):
        asked = find_media(media)
    for name, program in find_skipped(media).items():
        typer.echo(f"跳过 skipped: {name}（没有安装 not installed: {program}）", err=True)
    forms = load_forms(FOLDER / "forms")
    return build(count, seed, folder, forms, JOBS, asked, 0 if asked else files)
