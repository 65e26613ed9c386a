"""Time grows with the length of a document, not with its square."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit


def seconds(text: str, kit: Kit) -> float:
    """The least of three, in which nothing else of the machine counts."""
    return min(_seconds(text, kit) for _ in range(3))


def _seconds(text: str, kit: Kit) -> float:
    began = process_time()
    with suppress(ReportError):
        extract(text.encode(), "long.txt", kit)
    return process_time() - began


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "count"),
    [("1\n", 8000), ("规章\n1\n", 2000)],
    ids=["one row of figures", "one row broken over lines"],
)
def test_four_times_as_long_takes_no_eight_times_as_long(piece: str, count: int, kit: Kit) -> None:
    seconds(piece * 100, kit)  # loads what loads late
    once, long = seconds(piece * count, kit), seconds(piece * count * 4, kit)
    assert long < 8 * once
