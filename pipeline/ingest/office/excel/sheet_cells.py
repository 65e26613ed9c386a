"""The cells of a worksheet, with the results of formulas and what conditional formats hide."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from gouji.pipeline.ingest.limits import collapse_space
from gouji.pipeline.ingest.office.excel.cell_formats.format_number import format_text
from gouji.pipeline.ingest.office.excel.cell_formats.spell_number import spell_number
from gouji.pipeline.ingest.office.excel.conditional_formats import ConditionalFormat, find_hidden
from gouji.pipeline.ingest.office.excel.formulas.calculator import Calculator
from gouji.pipeline.ingest.office.excel.formulas.sheet_values import SheetValues
from gouji.pipeline.ingest.office.excel.formulas.values import CellText
from gouji.pipeline.ingest.office.excel.references import CellRange, Position
from gouji.pipeline.ingest.office.excel.workbook_styles import CellStyle, Workbook
from gouji.pipeline.ingest.office.excel.worksheet import Sheet
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK

ZERO = re.compile(r"-?0+(?:\.0*)?")
# Characters of a formula that are shown in place of a missing result.
_LONGEST_FORMULA = 80


class Formula(NamedTuple):
    """A formula without a result, and the number format of its cell."""

    text: str
    format: str

    @property
    def shown(self) -> str:
        """What is shown in place of a result that is not known."""
        return f"={self.text}"[:_LONGEST_FORMULA]


@dataclass(slots=True)
class SheetCells:
    """The cells of a sheet; `empty_rows` counts the empty rows before the one that is being read.

    `numbers` are the stored numbers of cells, `texts` the other cells that are not blank. `written`
    are all formulas, `formulas` those without a result. `styles` are those of cells with numbers,
    in workbooks whose conditional formats change the look of any.
    """

    workbook: Workbook
    part: str = ""
    shows_zeros: bool = True
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    bordered: set[int] = field(default_factory=set)
    merged: list[CellRange] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    hidden_texts: dict[tuple[int, int], str] = field(default_factory=dict)
    numbers: dict[Position, str] = field(default_factory=dict)
    texts: dict[Position, CellText] = field(default_factory=dict)
    written: dict[Position, str] = field(default_factory=dict)
    formulas: dict[Position, Formula] = field(default_factory=dict)
    styles: dict[Position, CellStyle] = field(default_factory=dict)
    conditional: list[ConditionalFormat] = field(default_factory=list)
    spilled: list[CellRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    empty_rows: int = 0
    _values: SheetValues | None = None

    @property
    def values(self) -> SheetValues:
        """What formulas refer to, when the sheet has been read."""
        if self._values is None:
            self._values = self._find_values()
        return self._values

    def _find_values(self) -> SheetValues:
        return SheetValues(
            self.part,
            self.numbers,
            self.texts,
            self.written,
            self.formulas.keys(),
            self.spilled,
            self.hidden_rows,
        )

    def build(self, calculator: Calculator) -> Sheet:
        """Return the sheet as it is shown when its formulas are calculated."""
        self._calculate(calculator)
        self._hide()
        return Sheet(
            self.rows,
            frozenset(self.bordered),
            tuple(self.merged),
            frozenset(self.hidden),
            self.hidden_texts,
        )

    def _calculate(self, calculator: Calculator) -> None:
        """Write the results of formulas into the cells that show the formula instead."""
        values = self.values
        for (row, column), formula in self.formulas.items():
            cells = self.rows.get(row, {})
            if cells.get(column) == formula.shown:
                result = calculator.calculate(values, (row, column))
                if result is not None:
                    cells[column] = self._show((row, column), result, formula.format)

    def _show(self, position: Position, result: Decimal | str, code: str) -> str:
        """The result of a formula in the format of its cell."""
        if isinstance(result, str):
            return collapse_space(format_text(result, code))
        self.numbers[position] = f"{result:f}"
        return self.show_number(f"{result:f}", code)

    def show_number(self, stored: str, code: str) -> str:
        """A stored number in a number format."""
        if not stored or (not self.shows_zeros and ZERO.fullmatch(stored)):
            return ""
        return collapse_space(spell_number(stored, code, since_1904=self.workbook.since_1904))

    def _hide(self) -> None:
        """Remove the numbers that conditional formats hide; mark those that they may hide."""
        for (row, column), is_certain in find_hidden(self.conditional, self.numbers, self.styles):
            cells = self.rows.get(row, {})
            if cells.get(column):
                cells[column] = "" if is_certain else f"{cells[column]}{PICTURE_MARK}"
