"""Options that several commands share, and the errors that end a command with exit status 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class FailOn(StrEnum):
    """What makes a command end with exit status 3."""

    broken = "broken"


Out = Annotated[Path, typer.Argument(metavar="OUT", help="结果文件夹。 A folder of datasets.")]
Failing = Annotated[
    FailOn | None, typer.Option(help="有规则不成立时返回 3。 Exit 3 if a rule is broken.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="不显示进度和小结。 No progress, no summary.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="以 JSON 输出小结。 Print the summary as JSON.")
]
MetadataFile = Annotated[
    Path | None,
    typer.Option(
        "--metadata",
        help="CSV：file, url, agency, region, year；以此为准。 "
        "What you know of the files; it overrides what was read.",
    ),
]


@contextmanager
def user_errors(*kinds: type[Exception]) -> Iterator[None]:
    """Print the message of an error in the call itself and exit with 2; exit with 130 on Ctrl-C.

    `kinds` are the errors that the command adds to those of configs, models and datasets.
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


def _common_errors() -> tuple[type[Exception], ...]:
    from gouji.models.artefacts import ArtefactError
    from gouji.pipeline.errors import ConfigError
    from gouji.pipeline.store.datasets import StoreError

    return ConfigError, ArtefactError, StoreError
