"""Reading time grows linearly with the length of a document."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit

# Processor time of a document four times as long, divided by that of the document. It is 4 for
# linear growth and 16 for quadratic growth.
MAX_RATIO = 8
# Rounds of measurement, and further rounds while the bound is exceeded: on a busy machine other
# programs share the caches, which makes single times longer and never shorter.
ROUNDS, MAX_ROUNDS = 3, 8


def measure_seconds(text: str, kit: Kit) -> float:
    """Processor time of one reading, in seconds."""
    started = process_time()
    with suppress(ReportError):
        extract(text.encode(), "long.txt", kit)
    return process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize(
    ("piece", "count"),
    [("1\n", 8000), ("规章\n1\n", 2000)],
    ids=["one row of figures", "one row broken over lines"],
)
def test_a_document_of_four_times_the_length_takes_less_than_eight_times_as_long(
    piece: str, count: int, kit: Kit
) -> None:
    """Both lengths are measured in turn, and the best time of each counts."""
    measure_seconds(piece * 100, kit)  # loads what is imported on first use
    short, long = float("inf"), float("inf")
    for number in range(1, MAX_ROUNDS + 1):
        short = min(short, measure_seconds(piece * count, kit))
        long = min(long, measure_seconds(piece * count * 4, kit))
        if number >= ROUNDS and long < MAX_RATIO * short:
            break
    assert long < MAX_RATIO * short
