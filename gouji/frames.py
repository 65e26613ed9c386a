"""The one door to pandas: rows of a dataset and tables of a form as DataFrames.

pandas is an extra of the package, so it is imported when a DataFrame is first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from gouji.pipeline.records import Cell

if TYPE_CHECKING:
    import pyarrow as pa
    from pandas import DataFrame

Dataset = Literal["reports", "sections", "cells", "claims", "findings"]

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
    index, heads = pandas.Index(rows, name="row"), pandas.Index(columns, name="column")
    kind, missing = (object, None) if statuses else ("float64", float("nan"))
    frame = pandas.DataFrame(missing, index=index, columns=heads, dtype=kind)
    for cell in cells:
        content = cell.status if statuses else _to_float(cell.value)
        frame.loc[cell.key.row, cell.key.column] = content
    return frame


def _to_float(number: Decimal | None) -> float:
    return float("nan") if number is None else float(number)


def _import_pandas() -> Any:
    try:
        import pandas
    except ModuleNotFoundError as error:
        raise PandasMissingError from error
    return pandas
