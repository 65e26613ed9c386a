"""The panel: a table with one row for each agency and year, and two columns for each cell.

A value alone cannot tell blank, "/", lost and doubtful cells apart. So each cell has a column
`table/row/column` for its value and a column `table/row/column:status`. What was decided in a
review counts in the place of what was read. The status is followed by `?` where the confidence is
below the trust threshold, and by the printed text where that is not a number: `read`, `read?`,
`blank`, `blank:/`, `unreadable:0/0`, `absent`. Both columns are null where
the form of the report has no such cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from gouji.pipeline.forms.form import Column, Form, Row
from gouji.pipeline.records import CellKey
from gouji.pipeline.store.duckdb import literal, quote

STATUS = ":status"
LABELS = {
    "agency_id": "机关编号",
    "year": "年度",
    "agency": "机关",
    "region": "地区代码",
    "form": "格式",
    "report": "报告编号",
    "source": "来源",
    "url": "网址",
    "reports": "同机关同年度报告份数",
    "broken": "不成立的规则数",
}

_TRUST = "coalesce(cast(settings ->> 'trust' as double), 0)"
# Only the current content of a file counts. Of several reports of one agency and year the one with
# most trusted numbers is chosen; the column `reports` has their number. A report without agency or
# year is a row by itself.
_CHOSEN = f"""
create temp table chosen as
with counted as (
    select r.report, count(*) filter (c.status = 'read' and c.confidence >= {_TRUST}) as sure
    from reports r left join final_cells c using (report)
    where r.status = 'ok' and r.state = 'current' group by r.report
), wrong as (
    select report, count(*) as broken from findings where verdict = 'broken' group by report
)
select r.agency_id, r.year, r.agency, r.region, r.form, r.report, r.source, r.url,
    count(*) over one as reports, coalesce(w.broken, 0) as broken, {_TRUST} as trust
from reports r join counted using (report) left join wrong w using (report)
window one as (partition by r.agency_id, r.year,
    case when r.agency_id is null or r.year is null then r.report end)
qualify row_number() over (partition by r.agency_id, r.year,
    case when r.agency_id is null or r.year is null then r.report end
    order by counted.sure desc, r.report) = 1
"""
_LONG = """
select c.report, c."table" || '/' || c.row || '/' || c."column" as key, c.value,
    c.status || case when c.confidence < chosen.trust then '?' else '' end
    || case when c.status in ('blank', 'unreadable') and c.raw <> '' then ':' || c.raw else '' end
    as status
from final_cells c join chosen using (report)
"""


def add_panel(connection: duckdb.DuckDBPyConnection, forms: Mapping[str, Form]) -> None:
    """Add the table `panel` to the relations of `connection`."""
    keys = [str(key) for key in label_cells(forms)]
    listed = ", ".join(map(literal, keys))
    facts = [f"chosen.{name}" for name in LABELS]
    values = [f"wide.{quote(f'{key}_value')} as {quote(key)}" for key in keys]
    statuses = [f"wide.{quote(f'{key}_status')} as {quote(key + STATUS)}" for key in keys]
    connection.execute(_CHOSEN)
    connection.execute(f"""
        create temp table panel as
        with wide as (
            from ({_LONG}) pivot (any_value(value) as value, any_value(status) as status
                                  for key in ({listed}) group by report)
        )
        select {", ".join([*facts, *values, *statuses])}
        from chosen left join wide using (report)
        order by chosen.agency_id nulls last, chosen.year, chosen.report""")


def label_columns(forms: Mapping[str, Form]) -> dict[str, str]:
    """The Chinese label of each column of the panel, as the newest form has it."""
    labels = {str(key): label for key, label in label_cells(forms).items()}
    return LABELS | labels | {key + STATUS: f"{label}（状态）" for key, label in labels.items()}


def label_cells(forms: Mapping[str, Form]) -> dict[CellKey, str]:
    """The label of every cell of the forms, cells of the newest form first.

    A label has the title of the table and all heads of the cell.
    """
    labels: dict[CellKey, str] = {}
    for form in reversed(list(forms.values())):
        for table in form.tables:
            for key, column, row in table.cells():
                labels.setdefault(key, " / ".join([table.title, *_list_heads(row, column)]))
    return labels


def _list_heads(row: Row, column: Column) -> Iterator[str]:
    yield from (*row.under, row.label, *column.under, column.label)
