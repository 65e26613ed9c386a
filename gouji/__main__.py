"""The program: the commands in a process of their own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

_WITH_PANDAS = ("corpus", "train", "evaluate")


class _NoPandas(MetaPathFinder):
    """Finds that pandas is not installed.

    pyarrow imports it, where it is, at the first list that it converts, only to ask whether
    that is a Series. Here it never is, and the answer would take a second.
    """

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    """Run the command that was called."""
    if sys.argv[1:2] and sys.argv[1] not in _WITH_PANDAS:
        sys.meta_path.insert(0, _NoPandas())
    from gouji.cli import app

    app()


if __name__ == "__main__":
    main()
