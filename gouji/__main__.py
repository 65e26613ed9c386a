"""The program: the commands in a process of their own."""

from __future__ import annotations

import sys

from gouji.pipeline.store.no_pandas import keep_pandas_apart

_WITH_PANDAS = ("corpus", "train", "evaluate")


def main() -> None:
    """Run the command that was called."""
    if sys.argv[1:2] and sys.argv[1] not in _WITH_PANDAS:
        keep_pandas_apart()
    from gouji.cli import app

    app()


if __name__ == "__main__":
    main()
