"""The reports of a panel as files, in any rendering, to be read like others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import CellKey
from gouji.training.corpus.build import draw_manner, print_page
from gouji.training.corpus.contradictions.narrative import set_overview
from gouji.training.corpus.panels.panels import Draft
from gouji.training.corpus.reports.page import Line, Page, draw_page
from gouji.training.corpus.reports.spelling import Printed
from gouji.training.corpus.reports.values import Figures
from gouji.training.corpus.samples import Sample

_TABLES = ("proactive", "requests", "remedies")


def print_draft(rng: Random, draft: Draft, forms: Mapping[str, Form]) -> Sample:
    """The report without damage, its name and year in the title."""
    figures = _find_figures(draft, forms[draft.version])
    page = set_overview(draw_page(rng, figures), "\n".join(draft.sentences))
    return print_page(rng, "report", figures, _name(page, draft), draw_manner(rng, damages=()))


def _find_figures(draft: Draft, form: Form) -> Figures:
    counts = {key: draft.values.get(str(key), 0) for key in form.columns}
    cells: dict[CellKey, Printed] = {
        key: Printed(str(number), "read", Decimal(number)) for key, number in counts.items()
    }
    tables = {name: form.table(name) for name in _TABLES}
    versions = dict.fromkeys(_TABLES, draft.version)
    return Figures(draft.agency, draft.year, tables, versions, counts, cells, "")


def _name(page: Page, draft: Draft) -> Page:
    title = Line(f"{draft.agency}{draft.year}年政府信息公开工作年度报告", "title")
    preamble = Line(
        f"{draft.agency}根据《中华人民共和国政府信息公开条例》编制{draft.year}年政府信息公开工作年度报告，"
        f"所列数据的统计期限为{draft.year}年1月1日至12月31日。",
        "paragraph",
    )
    rest = [one for one in page.parts if not isinstance(one, Line) or one.role != "title"]
    at = next(i for i, one in enumerate(rest) if not isinstance(one, Line) or one.section)
    kept = [one for one in rest[:at] if isinstance(one, Line) and one.role == "navigation"]
    return replace(page, parts=(*kept, title, preamble, *rest[at:]), named=True, dated=True)
