"""Rows of a dataset and tables of a form as pandas DataFrames.

pandas is an extra of the package, so it is imported when a DataFrame is first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from gouji.pipeline.records import Cell

if TYPE_CHECKING:
    import pyarrow as pa
    from pandas import DataFrame as DataFrame  # the other modules take it from here

Dataset = Literal["reports", "sections", "cells", "claims", "unplaced", "findings"]

# A column of whole numbers with missing ones would become a column of floats.
_NULLABLE = {"int32": "Int32", "int64": "Int64", "bool": "boolean"}


class PandasMissingError(ImportError):
    """pandas is not installed; the message says how to install it, in Chinese and English."""

    def __init__(self) -> None:
        super().__init__(
            "DataFrame 需要 pandas，请安装：pip install 'gouji[pandas]'\n"
            "A DataFrame needs pandas, install it: pip install 'gouji[pandas]'",
            name="pandas",
        )


def check_dataset(name: str) -> None:
    """Raises ValueError if there is no dataset of that name."""
    from gouji.pipeline.store.schemas import SCHEMAS

    if name not in SCHEMAS:
        names = ", ".join(SCHEMAS)
        raise ValueError(
            f"没有数据集 {name!r}，可用的有：{names}\nThere is no dataset {name!r}: {names}"
        )


def rows_to_frame(rows: pa.Table) -> DataFrame:
    """Rows of a dataset with its columns and types.

    Integers and booleans have pandas' nullable types (`Int32`, `Int64`, `boolean`), so that a
    missing page is `<NA>` and page 3 is not 3.0. Numbers are `float64`, where missing is NaN.
    Lists are NumPy arrays. Raises PandasMissingError.
    """
    pandas = _import_pandas()
    types = {name: pandas.api.types.pandas_dtype(dtype) for name, dtype in _NULLABLE.items()}
    return rows.to_pandas(types_mapper=lambda arrow_type: types.get(str(arrow_type)))


def cells_to_frame(
    cells: Sequence[Cell], rows: Sequence[str], columns: Sequence[str], statuses: bool
) -> DataFrame:
    """The values or the statuses of a table's cells by row key and column key.

    Raises PandasMissingError.
    """
    pandas = _import_pandas()
    by_key = {(cell.key.row, cell.key.column): cell for cell in cells}
    contents = {
        column: [_find_content(by_key.get((row, column)), statuses) for row in rows]
        for column in columns
    }
    index = pandas.Index(rows, name="row")
    kind = object if statuses else "float64"
    return pandas.DataFrame(contents, index=index, dtype=kind).rename_axis(columns="column")


def _find_content(cell: Cell | None, statuses: bool) -> str | float | None:
    if cell is None:
        return None
    if statuses:
        return cell.status
    return None if cell.value is None else float(cell.value)


def _import_pandas() -> Any:
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise PandasMissingError from error
    return pandas
