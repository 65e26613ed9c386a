"""Keeps pandas out of processes that need it for nothing but to be asked about.

pyarrow imports pandas, where it is installed, at the first list that it converts, only to ask
whether that is a Series. In the program's own processes it never is, and the answer would take
half a second. Camelot does need pandas: once it is being loaded, pandas is found.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

_IN_NEED = "camelot"


class _NotFound(MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if name == "pandas" and _IN_NEED not in sys.modules:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def keep_pandas_apart() -> None:
    """From now on this process finds pandas only where Camelot asks for it."""
    sys.meta_path.insert(0, _NotFound())
