"""Numbers that a cell may hold besides the one that was read, and whether a table is ruled."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gouji.inputs.shipped_rules import shipped_rules
from gouji.pipeline.read.other_readings import describe_tables
from gouji.pipeline.records import Cell, CellKey, Fragment, OtherReading, Placed, Status, Table
from tests.review.outs import needs_scan

FORMS = shipped_rules().forms
KEY = CellKey("requests", "received", "total")


def print_table(text: str, *alternatives: str, ruled: bool = True, **placed: Any) -> Table:
    """A table of requests with one printed field."""
    field = Fragment(0, len(text), text, 0, 1, ruled=ruled, alternatives=alternatives)
    return Table("requests", "2021", (Placed(KEY, field, **placed),))


@pytest.mark.parametrize(
    ("value", "readings", "expected", "why"),
    [
        (41, [print_table("41", "47", "4l")], [47], "what is no number is no other reading"),
        (41, [print_table("41", "41", "４１")], [], "the same number in other characters"),
        (47, [print_table("41"), print_table("47")], [41], "the reading that was not taken"),
        (41, [print_table("41", "11"), print_table("41", "17", "11")], [11, 17], "each once"),
        (1, [print_table("1", "2", "3", "4", "5")], [2, 3, 4], "no more than three"),
        (None, [print_table("4?", "41")], [41], "a cell that was not read"),
        (None, [print_table("4 1", "41", ambiguous=True)], [], "the numbers of several cells"),
        (None, [print_table("/", "1")], [1], "a slash may be a one"),
        (1, [print_table("1", "/")], [], "a mark for nothing is no number"),
    ],
)
def test_other_readings_are_numbers_that_differ(
    value: int | None, readings: list[Table], expected: list[int], why: str
) -> None:
    status: Status = "unreadable" if value is None else "read"
    cell = Cell("2021", KEY, status, None if value is None else Decimal(value))
    [table] = describe_tables(readings[0:1], [cell], [[one] for one in readings], FORMS)
    others = tuple(OtherReading("received", "total", Decimal(number)) for number in expected)
    assert table.alternatives == others, why


def test_a_table_is_ruled_where_most_of_its_fields_have_borders() -> None:
    for ruled in (True, False):
        [table] = describe_tables([print_table("1", ruled=ruled)], [], [], FORMS)
        assert table.ruled is ruled
    [empty] = describe_tables([Table("requests", "2021", (Placed(KEY, None),), 0)], [], [], FORMS)
    assert not empty.ruled


def test_a_piece_of_a_field_has_no_alternatives() -> None:
    field = Fragment(0, 4, "受理 4", 0, 0, alternatives=("受理 9",))
    assert field.cut(3, 4).alternatives == ()


@needs_scan
def test_what_ocr_has_read_besides_is_kept(tmp_path: Path) -> None:
    import gouji

    sample = Path(__file__).parents[2] / "data" / "samples" / "13-table-as-picture.docx"
    report = gouji.read(sample)
    cells = report.to_pandas("cells").set_index(["table", "row", "column"])["value"]
    others = [
        (cells[table.table, other.row, other.column], float(other.value))
        for table in report.printed_tables
        for other in table.alternatives
    ]
    assert others
    assert all(value != other for value, other in others)
