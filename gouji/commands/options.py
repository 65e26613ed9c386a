"""Options that several commands share, and errors that end a command with exit status 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class FailOn(StrEnum):
    """The condition on which a command ends with exit status 3."""

    broken = "broken"


Out = Annotated[Path, typer.Argument(metavar="OUT", help="结果文件夹。 A folder of datasets.")]
Failing = Annotated[
    FailOn | None,
    typer.Option(help="有规则不成立时以状态码 3 退出。 Exit with status 3 if a rule is broken."),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="不显示进度和摘要。 Show no progress and no summary.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="以 JSON 输出摘要。 Print the summary as JSON.")
]
MetadataFile = Annotated[
    Path | None,
    typer.Option(
        "--metadata",
        help="CSV：file, url, agency, region, year；与读出内容不一致的，以此为准。 "
        "Facts about the files; they override what was read.",
    ),
]


Labels = Annotated[
    list[Path] | None,
    typer.Option(
        "--labels",
        help="审核过的 OUT 文件夹或 JSONL 标签文件，可多次给出。 "
        "Reviewed OUT folders, or JSONL files of labels.",
    ),
]
Documents = Annotated[
    list[Path] | None,
    typer.Option(
        "--documents", help="标签所指原文件的文件夹。 Folders with the labelled documents."
    ),
]


@contextmanager
def user_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Turn errors of the call into a message and exit status 2, and Ctrl-C into exit status 130.

    `kinds`: errors of this command besides those of configs, models and datasets.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except Exception as error:
        if not isinstance(error, (*kinds, *_common_errors())):
            raise
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def import_extra(module: str, extra: str = "review") -> None:
    """Import a module that needs an extra; without it the command ends with what to install."""
    from importlib import import_module

    try:
        import_module(module)
    except ModuleNotFoundError as error:
        typer.echo(
            f"缺少 {error.name}，请安装：pip install 'gouji[{extra}]'\n"
            f"{error.name} is missing, install it: pip install 'gouji[{extra}]'",
            err=True,
        )
        raise typer.Exit(2) from error


def _common_errors() -> tuple[type[Exception], ...]:
    from gouji.models.artefacts import ArtefactError
    from gouji.pipeline.errors import ConfigError
    from gouji.pipeline.store.datasets import StoreError

    return ConfigError, ArtefactError, StoreError
