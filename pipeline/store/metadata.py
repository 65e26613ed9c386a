"""What each report is called in an export: as read, and as the user knows better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from gouji.pipeline.agencies.ids import find_agency_id
from gouji.pipeline.store.datasets import read_rows
from gouji.pipeline.store.rows import Row


@dataclass(frozen=True, slots=True)
class Known:
    """What the user knows of a report; None where nothing was said."""

    url: str | None = None
    agency: str | None = None
    region: str | None = None
    year: int | None = None


_NOTHING = Known()
_SCHEMA = pa.schema(
    [
        ("report", pa.string()),
        ("agency", pa.string()),
        ("year", pa.int32()),
        ("agency_id", pa.string()),
        ("region", pa.string()),
        ("url", pa.string()),
    ]
)


def collect_facts(out: Path, known: Mapping[str, Known]) -> pa.Table:
    """One row a report of `out`; `known`, by report, wins over what was read. Raises StoreError."""
    return pa.Table.from_pylist(list(_facts(out, known)), schema=_SCHEMA)


def _facts(out: Path, known: Mapping[str, Known]) -> Iterator[Row]:
    for table in read_rows(out, "reports", ["report", "agency", "year"]):
        for read in table.to_pylist():
            told = known.get(read["report"], _NOTHING)
            agency = told.agency or read["agency"]
            yield {
                "report": read["report"],
                "agency": agency,
                "year": read["year"] if told.year is None else told.year,
                "agency_id": find_agency_id(agency, told.region),
                "region": told.region,
                "url": told.url,
            }
