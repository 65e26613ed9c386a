"""Which names are one agency and which bodies are below which, as users write it and read it."""

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

LISTING = "agencies.csv"
_AGENCIES = {
    "name": ("name", "名称", "机关名称"),
    "agency": ("agency", "机关", "合并为"),
    "years": ("years", "年度"),
    "why": ("why", "依据"),
}
_HIERARCHY = {
    "parent": ("parent", "上级", "汇总机关"),
    "child": ("child", "下级", "所属机关"),
}


def load_agencies(path: Path) -> dict[str, str]:
    """By `agency_id` what each name in the file is to be joined as. A line without an agency
    leaves its name to be joined as usual. Raises CsvError."""
    lines, _ = read_csv(path, _AGENCIES, ["name", "agency"])
    given: dict[str, str] = {}
    for number, fields in lines:
        name, agency = (find_agency_id(fields.get(head)) for head in ("name", "agency"))
        if name is None:
            raise CsvError(path, number, "没有写明名称。", "It gives no name.")
        if agency is not None and given.setdefault(name, agency) != agency:
            zh, en = f"{printable(name)} 前后所属不同。", f"{printable(name)} is given twice."
            raise CsvError(path, number, zh, en)
    return {agency: agency for agency in given.values()} | given


def load_hierarchy(path: Path) -> dict[str, tuple[str, ...]]:
    """By the `agency_id` of each parent those of its children. Raises CsvError."""
    lines, _ = read_csv(path, _HIERARCHY, ["parent", "child"])
    families: dict[str, dict[str, None]] = defaultdict(dict)
    for number, fields in lines:
        parent, child = (find_agency_id(fields.get(head)) for head in ("parent", "child"))
        if parent is None or child is None:
            raise CsvError(path, number, "上级和下级都要写明。", "It needs a parent and a child.")
        if parent == child:
            zh, en = "上级和下级相同。", "Parent and child are the same."
            raise CsvError(path, number, zh, en)
        families[parent][child] = None
    return {parent: tuple(children) for parent, children in families.items()}


def write_agencies(out: Path, joined: Iterable[LinkedName]) -> Path:
    """List in `out` what each name was joined as; a corrected copy is what `load_agencies` takes.

    Raises OSError.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("name", "agency", "years", "why"))
    for one in joined:
        years = " ".join(map(str, one.years))
        writer.writerow((one.name, one.agency, years, " ".join(one.why).strip()))
    path, hidden = out / LISTING, out / f".{LISTING}"
    hidden.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    hidden.replace(path)
    return path
