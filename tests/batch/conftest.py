"""The fixture `batch`: an empty folder of inputs with an OUT."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch.batch import Batch


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)
