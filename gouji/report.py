"""A report as `gouji.read` returns it: the record of the pipeline with tables and DataFrames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from gouji.frames import Dataset, cells_to_frame, check_dataset, rows_to_frame
from gouji.pipeline import records
from gouji.pipeline.forms.form import Form, TableForm
from gouji.pipeline.records import Cell

if TYPE_CHECKING:
    from gouji.frames import DataFrame


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report in the rows and columns of its form.

    `table` is its key, `form` the version of the form that it follows, `cells` has every cell of
    the form, from left to right and from top to bottom.
    """

    table: str
    form: str
    cells: tuple[Cell, ...]
    layout: TableForm = field(repr=False)

    @property
    def rows(self) -> Mapping[str, str]:
        """The official label of each row by its key, the labels of its groups in front."""
        return {
            row.row: " / ".join((*row.under, row.label))
            for block in self.layout.blocks
            for row in block.rows
        }

    @property
    def columns(self) -> Mapping[str, str]:
        """The official label of each column by its key, the labels of its groups in front."""
        return {
            column.column: " / ".join((*column.under, column.label))
            for block in self.layout.blocks
            for column in block.columns
        }

    def to_pandas(self, *, statuses: bool = False, labels_zh: bool = False) -> DataFrame:
        """The values by row key and column key, in the order of the form.

        A value is NaN where the cell is blank, unreadable or absent, and where the form has no
        cell in that row and column. `statuses` returns the status of each cell instead, which
        tells these apart: it is None where the form has no cell. `labels_zh` names rows and
        columns by their official Chinese labels. Raises PandasMissingError.
        """
        frame = cells_to_frame(self.cells, list(self.rows), list(self.columns), statuses)
        return frame.rename(index=self.rows, columns=self.columns) if labels_zh else frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(records.Report):
    """All that one document yielded, with its tables by key: `proactive`, `requests`, `remedies`.

    `id` is the key `report` of all datasets: the SHA-256 of the file, with `#2`, `#3` … for
    further reports in it. `source` is the path or name it was read from, `seconds` the time that
    took, `models` the version of the models, `settings` the thresholds and limits as JSON.
    """

    id: str
    source: str
    seconds: float = field(compare=False)
    models: str
    settings: str = field(repr=False)
    tables: Mapping[str, Table] = field(repr=False)

    def to_pandas(self, dataset: Dataset) -> DataFrame:
        """The rows that `gouji run` writes for this report: `reports`, `sections`, `cells`,
        `claims`, `unplaced` or `findings`, with the same columns and types as `gouji.load`, which
        adds those of decisions.

        Raises PandasMissingError, and ValueError for another name.
        """
        from gouji.pipeline.store.records_to_rows import Reading, reading_to_tables

        check_dataset(dataset)
        reading = Reading(
            report=self.id,
            source=self.source,
            outcome=self,
            seconds=self.seconds,
            models=self.models,
            settings=self.settings,
        )
        return rows_to_frame(reading_to_tables(reading)[dataset])


def find_tables(cells: tuple[Cell, ...], forms: Mapping[str, Form]) -> dict[str, Table]:
    """The tables that `cells` are of, in the order of the cells."""
    by_table: dict[str, list[Cell]] = {}
    for cell in cells:
        by_table.setdefault(cell.key.table, []).append(cell)
    return {
        name: Table(name, group[0].form, tuple(group), forms[group[0].form].table(name))
        for name, group in by_table.items()
    }


def fields_of(report: records.Report) -> dict[str, Any]:
    """The fields of a record by name, not copied."""
    return {one.name: getattr(report, one.name) for one in fields(records.Report)}
