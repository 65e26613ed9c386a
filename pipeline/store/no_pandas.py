"""Blocks the import of pandas that pyarrow attempts for a type check.

pyarrow imports an installed pandas when it first converts a list, only to test whether the list
is a Series. The program's own processes never use a Series, and the import takes half a second.
Camelot does need pandas: while Camelot is loaded or being loaded the import is allowed. So does
MLflow, for which it is allowed by `allow_pandas`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

_ALLOWED_FOR = "camelot"


class _PandasBlocker(MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if name == "pandas" and _ALLOWED_FOR not in sys.modules:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def block_pandas() -> None:
    """From now on this process finds pandas only if it has loaded Camelot."""
    sys.meta_path.insert(0, _PandasBlocker())


def allow_pandas() -> None:
    """From now on this process finds pandas again, as MLflow needs it."""
    sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, _PandasBlocker)]
