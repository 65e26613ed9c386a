"""What the cells of a sheet hold for the formulas that refer to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from gouji.pipeline.ingest.office.excel.formulas.syntax import UnknownResultError
from gouji.pipeline.ingest.office.excel.formulas.values import CellText, read_number
from gouji.pipeline.ingest.office.excel.references import CellRange, Position

_SUBTOTAL = re.compile(r"\s*SUBTOTAL\([^()]*\)\s*", re.IGNORECASE)
_MOST_SPILLED = 100  # Most ranges that are looked up for a cell.
_SUBTOTALS = ("SUBTOTAL", "AGGREGATE")


@dataclass(frozen=True)
class SheetValues:
    """The cells of a sheet by their positions: stored numbers and errors, the other cells that are
    not blank, and all formulas. Those without a result are `open`. Over `spilled` ranges formulas
    spread their results. `part` is where the sheet is in the file."""

    part: str
    numbers: Mapping[Position, str]
    texts: Mapping[Position, CellText]
    formulas: Mapping[Position, str]
    open: AbstractSet[Position]
    spilled: Sequence[CellRange] = ()
    hidden_rows: AbstractSet[int] = frozenset()

    @cached_property
    def last_row(self) -> int:
        """The last row that has a cell."""
        rows = (row for cells in (self.numbers, self.texts, self.formulas) for row, _ in cells)
        return max(rows, default=0)

    def read(self, position: Position) -> Decimal | CellText | None:
        """What a cell without an open formula holds. Raises UnknownResultError for an error."""
        stored = self.numbers.get(position)
        if stored:
            return read_number(stored)
        is_spilled = any(spilled.contains(position) for spilled in self.spilled[:_MOST_SPILLED])
        if is_spilled or len(self.spilled) > _MOST_SPILLED:
            raise UnknownResultError
        return self.texts.get(position)

    def is_subtotal(self, position: Position) -> bool:
        """Whether a cell is a subtotal, which others leave out. Raises UnknownResultError."""
        formula = self.formulas.get(position)
        if formula is None or _SUBTOTAL.fullmatch(formula):
            return formula is not None
        # The formula of a cell that shares that of another is empty.
        if not formula or any(name in formula.upper() for name in _SUBTOTALS):
            raise UnknownResultError
        return False
