"""What stands around each cell of a rebuilt table: rows found and lost, rows that belong to none.

Evidence for the confidence also of cells whose row was not found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouji.pipeline.rebuild.row_decoder import Match
from gouji.pipeline.rebuild.row_lattice import Chain
from gouji.pipeline.records import CellKey

Support = tuple[tuple[str, float], ...]


def surroundings(
    chain: Chain, matches: Sequence[Match], strays: Sequence[int]
) -> dict[CellKey, Support]:
    """By cell. `strays` are the printed rows, by number, whose figures no table took."""
    found = {match.row: match.probability for match in matches}
    shared = _of_table(chain, matches, found, strays)
    known: dict[CellKey, Support] = {}
    for row, one in enumerate(chain.prints):
        known |= dict.fromkeys(one.cells, (*shared, *_of_row(row, found, len(chain.prints))))
    return known


def _of_table(
    chain: Chain, matches: Sequence[Match], found: Mapping[int, float], strays: Sequence[int]
) -> Support:
    first, last = matches[0].printed.number, matches[-1].printed.number
    unlabelled = sum(not match.printed.labels for match in matches)
    return (
        ("stray", float(sum(first <= number <= last for number in strays))),
        ("lost", float(len(chain.prints) - len(found))),
        ("doubled", float(len(matches) - len(found))),
        ("unlabelled", unlabelled / len(matches)),
        ("least", min(found.values())),
    )


def _of_row(row: int, found: Mapping[int, float], size: int) -> Support:
    above = next((n for n in range(row - 1, -1, -1) if n in found), -1)
    below = next((n for n in range(row + 1, size) if n in found), size)
    return (
        ("above", found.get(above, -1.0)),
        ("below", found.get(below, -1.0)),
        ("gap_above", float(row - above - 1)),
        ("gap_below", float(below - row - 1)),
    )
