"""The messages of findings in Chinese and English: one template for each kind of detail."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from gouji.pipeline.check.messages import narrative, panel, structure, tables, years
from gouji.pipeline.check.panel.copied_reports import (
    CopiedProseDetail,
    CopiedTableDetail,
    DuplicatesDetail,
)
from gouji.pipeline.check.panel.hierarchy import HierarchyDetail
from gouji.pipeline.check.panel.outliers import OutlierDetail
from gouji.pipeline.check.panel.years import NotComparableDetail, YearsDetail
from gouji.pipeline.check.report.agency_names import NamesDetail
from gouji.pipeline.check.report.cell_values import CountsDetail, IdentityDetail
from gouji.pipeline.check.report.narrative import BreakdownDetail, ClaimDetail
from gouji.pipeline.check.report.periods import PeriodDetail
from gouji.pipeline.check.report.structure import (
    AllPagesDetail,
    MissingSectionDetail,
    MissingTableDetail,
    RepeatedSectionDetail,
    UnplacedDetail,
    UnreadPageDetail,
)
from gouji.pipeline.check.report.table_copies import CopiesDetail
from gouji.pipeline.check.results import Result
from gouji.pipeline.records import Finding


class Template(NamedTuple):
    """The functions that word a result in Chinese and in English."""

    zh: Callable[[Any], str]
    en: Callable[[Any], str]


TEMPLATES: dict[type, Template] = {
    IdentityDetail: Template(tables.identity_zh, tables.identity_en),
    CountsDetail: Template(tables.counts_zh, tables.counts_en),
    ClaimDetail: Template(narrative.claim_zh, narrative.claim_en),
    BreakdownDetail: Template(narrative.breakdown_zh, narrative.breakdown_en),
    MissingSectionDetail: Template(structure.missing_section_zh, structure.missing_section_en),
    RepeatedSectionDetail: Template(structure.repeated_section_zh, structure.repeated_section_en),
    MissingTableDetail: Template(structure.missing_table_zh, structure.missing_table_en),
    UnplacedDetail: Template(structure.unplaced_zh, structure.unplaced_en),
    AllPagesDetail: Template(structure.all_pages_zh, structure.all_pages_en),
    UnreadPageDetail: Template(structure.unread_page_zh, structure.unread_page_en),
    CopiesDetail: Template(tables.copies_zh, tables.copies_en),
    PeriodDetail: Template(structure.period_zh, structure.period_en),
    NamesDetail: Template(structure.names_zh, structure.names_en),
    YearsDetail: Template(years.years_zh, years.years_en),
    NotComparableDetail: Template(years.not_comparable_zh, years.not_comparable_en),
    HierarchyDetail: Template(panel.hierarchy_zh, panel.hierarchy_en),
    OutlierDetail: Template(panel.outlier_zh, panel.outlier_en),
    CopiedProseDetail: Template(panel.copied_prose_zh, panel.copied_prose_en),
    CopiedTableDetail: Template(panel.copied_table_zh, panel.copied_table_en),
    DuplicatesDetail: Template(panel.duplicates_zh, panel.duplicates_en),
}


@lru_cache(maxsize=1024)  # reports share the results of their most frequent sums
def to_finding(result: Result[Any]) -> Finding:
    """The finding of a result, with both messages."""
    template = TEMPLATES[type(result.detail)]
    return Finding(
        rule=result.rule.rule,
        scope=result.scope,
        verdict=result.verdict,
        severity=result.rule.severity,
        message_zh=template.zh(result),
        message_en=template.en(result),
        left=result.left,
        right=result.right,
        cells=result.cells,
        claims=result.claims,
        other_reports=result.other_reports,
        cause=result.cause,
        operands=result.operands,
    )
