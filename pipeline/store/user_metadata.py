"""Agency, region and year of each report: as read, unless the user states them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from gouji.pipeline.agencies.ids import find_agency_id
from gouji.pipeline.store.datasets import read_rows
from gouji.pipeline.store.records_to_rows import Row
from gouji.pipeline.store.reviewed import NOTHING_REVIEWED, Reviewed


@dataclass(frozen=True, slots=True)
class UserMetadata:
    """What the user states about a report. None: not stated.

    `region`: administrative division code.
    """

    url: str | None = None
    agency: str | None = None
    region: str | None = None
    year: int | None = None


_NOT_STATED = UserMetadata()
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


def merge_metadata(
    out: Path, stated: Mapping[str, UserMetadata], reviewed: Reviewed = NOTHING_REVIEWED
) -> pa.Table:
    """One row for each report of `out`. `stated`, by report id, overrides what was decided in a
    review, and that what was read.

    Raises StoreError.
    """
    return pa.Table.from_pylist(list(_merged_rows(out, stated, reviewed)), schema=_SCHEMA)


def _merged_rows(
    out: Path, stated: Mapping[str, UserMetadata], reviewed: Reviewed
) -> Iterator[Row]:
    for table in read_rows(out, "reports", ["report", "agency", "year"]):
        for row in map(reviewed.issue, table.to_pylist()):
            metadata = stated.get(row["report"], _NOT_STATED)
            agency = metadata.agency or row["agency"]
            yield {
                "report": row["report"],
                "agency": agency,
                "year": row["year"] if metadata.year is None else metadata.year,
                "agency_id": find_agency_id(agency, metadata.region),
                "region": metadata.region,
                "url": metadata.url,
            }
