"""Tables of known layouts on pages that are read in two ways."""

from __future__ import annotations

from gouji.pipeline.rebuild.known_layouts import share_known
from gouji.pipeline.records import CellKey, Placed, Table

KEY = CellKey("remedies", "reconsideration", "total")


def _table(name: str, form: str, known: float | None) -> Table:
    return Table(name, form, (Placed(KEY, None, known=known),))


def test_a_known_table_takes_the_place_of_that_of_the_decoder_in_the_other_way() -> None:
    """The decoder takes the figures of the year before for an empty row of the year."""
    known, decoded = _table("remedies", "2019", 0.94), _table("remedies", "2019", None)
    assert share_known([(known,), (decoded,)]) == [(known,), (known,)]
    assert share_known([(decoded,), (known,)]) == [(known,), (known,)]


def test_of_two_ways_that_know_a_table_the_first_counts() -> None:
    """Layouts are learned from it. In the other one a row may have more fields than it prints."""
    first, second = _table("proactive", "2021", 0.9), _table("proactive", "2019", 0.95)
    assert share_known([(first,), (second,)]) == [(first,), (first,)]


def test_other_tables_stay() -> None:
    known, other = _table("remedies", "2021", 0.94), _table("requests", "2021", None)
    decoded = _table("remedies", "2021", None)
    assert share_known([(known, other), (decoded, other)]) == [(known, other), (known, other)]
    assert share_known([(decoded,)]) == [(decoded,)]
