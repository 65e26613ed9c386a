"""The reports of OUT in the order in which models learn most from a review of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from gouji.pipeline.store.datasets import find_parts
from gouji.review.items import Item
from gouji.training.review_order import Candidate, find_texts, order_reports

_FIGURES = ("cell", "unplaced")


def rank_reports(out: Path, items: Iterable[Item]) -> Mapping[str, int]:
    """The place of each report of `items` in the order of `training/review_order.py`."""
    doubts = Counter[str]()
    cells: defaultdict[str, set[str]] = defaultdict(set)
    starts: defaultdict[str, set[int]] = defaultdict(set)
    for item in items:
        report, kind = item.subject.report, item.subject.kind
        doubts[report] += kind in _FIGURES
        if kind == "cell":
            cells[report].add(item.subject.subject)
        elif kind == "unplaced":
            starts[report].add(int(item.subject.subject.partition(":")[0]))
    candidates = [
        Candidate(report, doubts[report], find_texts(text, starts[report] | printed))
        for report, text, printed in _read_texts(out, doubts, cells)
    ]
    return {report: rank for rank, report in enumerate(order_reports(candidates))}


def _read_texts(
    out: Path, reports: Collection[str], cells: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str, set[int]]]:
    """The reports with their text and the places of the cells `cells` in it, part by part."""
    for part in find_parts(out, "reports"):
        printed: defaultdict[str, set[int]] = defaultdict(set)
        is_printed = pc.is_valid(pc.field("start"))
        columns = ["report", "table", "row", "column", "start"]
        table = pq.ParquetFile(out / "cells" / part.name).read(columns).filter(is_printed)
        for row in table.to_pylist():
            name = f"{row['table']}/{row['row']}/{row['column']}"
            if name in cells.get(row["report"], ()):
                printed[row["report"]].add(row["start"])
        for row in pq.ParquetFile(part).read(["report", "text"]).to_pylist():
            if row["report"] in reports:
                yield row["report"], row["text"] or "", printed[row["report"]]
