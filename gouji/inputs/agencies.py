"""CSV files about agencies: names of one agency, subordinate agencies, and `agencies.csv`."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from gouji.inputs.user_csv import CsvError, read_csv
from gouji.pipeline.agencies.ids import find_agency_id
from gouji.pipeline.agencies.linkage import LinkedName
from gouji.text import printable

# The file in OUT that `gouji check` writes.
AGENCIES_FILE = "agencies.csv"
_AGENCY_COLUMNS = {
    "name": ("name", "名称", "机关名称"),
    "agency": ("agency", "机关", "合并为"),
    "years": ("years", "年度"),
    "why": ("why", "依据"),
}
_HIERARCHY_COLUMNS = {
    "parent": ("parent", "上级", "汇总机关"),
    "child": ("child", "下级", "所属机关"),
}


def load_agencies(path: Path) -> dict[str, str]:
    """The agency of each name, both as `agency_id`.

    A line without an agency leaves its name to the usual record linkage. Raises CsvError.
    """
    agencies: dict[str, str] = {}
    for line, fields in read_csv(path, _AGENCY_COLUMNS, ["name", "agency"]).lines:
        name, agency = (find_agency_id(fields.get(column)) for column in ("name", "agency"))
        if name is None:
            raise CsvError(path, line, "未填写名称。", "The name is missing.")
        if agency is not None and agencies.setdefault(name, agency) != agency:
            zh = f"{printable(name)} 对应多个机关。"
            en = f"{printable(name)} is given two agencies."
            raise CsvError(path, line, zh, en)
    return {agency: agency for agency in agencies.values()} | agencies


def load_hierarchy(path: Path) -> dict[str, tuple[str, ...]]:
    """The children of each parent, all as `agency_id`. Raises CsvError."""
    children: dict[str, dict[str, None]] = defaultdict(dict)
    for line, fields in read_csv(path, _HIERARCHY_COLUMNS, ["parent", "child"]).lines:
        parent, child = (find_agency_id(fields.get(column)) for column in ("parent", "child"))
        if parent is None or child is None:
            zh, en = "上级和下级均须填写。", "Both parent and child are required."
            raise CsvError(path, line, zh, en)
        if parent == child:
            zh, en = "上级和下级相同。", "Parent and child are the same."
            raise CsvError(path, line, zh, en)
        children[parent][child] = None
    return {parent: tuple(names) for parent, names in children.items()}


def write_agencies(out: Path, joined: Iterable[LinkedName]) -> Path:
    """Write to `out` which agency each name was linked to; returns the path of the file.

    A corrected copy of it is an input of `load_agencies`. Raises OSError.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("name", "agency", "years", "why"))
    for name in joined:
        years = " ".join(map(str, name.years))
        writer.writerow((name.name, name.agency, years, " ".join(name.why).strip()))
    path, hidden = out / AGENCIES_FILE, out / f".{AGENCIES_FILE}"
    hidden.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    hidden.replace(path)
    return path
