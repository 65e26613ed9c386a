"""The program `gouji`: runs the command line."""

from __future__ import annotations

import sys

from gouji.pipeline.store.no_pandas import block_pandas

# Commands that use pandas.
_PANDAS_COMMANDS = ("corpus", "train", "evaluate")


def main() -> None:
    """Run the command that the arguments name."""
    if sys.argv[1:2] and sys.argv[1] not in _PANDAS_COMMANDS:
        block_pandas()
    from gouji.cli import app

    app()


if __name__ == "__main__":
    main()
