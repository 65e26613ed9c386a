"""What stops a command before or while it runs, or makes it fail: messages, exit statuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import typer


class FailOn(StrEnum):
    broken = "broken"


@contextmanager
def refusals(*kinds: type[Exception]) -> Iterator[None]:
    """The call itself was wrong: the message, and exit status 2; 130 on Ctrl-C.

    `kinds` are what the command refuses, besides configs, models and datasets that are no good.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        raise typer.Exit(130) from error
    except Exception as error:
        if not isinstance(error, (*kinds, *_always_refused())):
            raise
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _always_refused() -> tuple[type[Exception], ...]:
    from models.artefacts import ArtefactError
    from pipeline.errors import ConfigError
    from pipeline.store.datasets import StoreError

    return ConfigError, ArtefactError, StoreError
