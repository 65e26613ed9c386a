"""Messages on counties, outliers, copies of the year before, and several reports of one year."""

from __future__ import annotations

from decimal import Decimal

from gouji.pipeline.check.messages.explanations import explain_en, explain_zh
from gouji.pipeline.check.messages.phrases import number, place, verdict_en, verdict_zh
from gouji.pipeline.check.panel.copied_reports import (
    CopiedProseDetail,
    CopiedTableDetail,
    DuplicatesDetail,
)
from gouji.pipeline.check.panel.hierarchy import HierarchyDetail
from gouji.pipeline.check.panel.outliers import OutlierDetail
from gouji.pipeline.check.results import Result
from gouji.pipeline.identities.verdicts import Term
from gouji.pipeline.records import Verdict

# Most bodies whose numbers a message writes out.
_MOST_BODIES = 8
# Most bodies of another form that a message names.
_MOST_NAMES = 3
_COPIED: dict[Verdict, tuple[str, str]] = {
    "holds": ("各有不同", "differ"),
    "undecided": (
        "完全相同，但数字太少、太小或读数存疑，可能是巧合",
        "are all the same, but few, small or doubtful: it may be chance",
    ),
    "broken": (
        "完全相同，疑为沿用上年数据",
        "are all the same; likely copied from the year before",
    ),
}


def hierarchy_zh(result: Result[HierarchyDetail]) -> str:
    """The Chinese message on a cell of a county and its bodies."""
    detail, sums = result.detail, result.detail.sums
    start = f"{detail.year}年“{place(detail.key, detail.form)}”："
    if detail.incomparable:
        return f"{start}{_list_names(detail.incomparable)}所用格式没有这一单元格，不可比。"
    return (
        f"{start}所属 {len(sums.left)} 个机关之和 {_add_up_bodies(sums.left)}，"
        f"{detail.agency}为 {number(sums.outcome.right)}，"
        f"{verdict_zh(sums.outcome, lambda term: term.report)}{explain_zh(result.explanation)}。"
    )


def hierarchy_en(result: Result[HierarchyDetail]) -> str:
    """The English message on a cell of a county and its bodies."""
    detail, sums = result.detail, result.detail.sums
    start = f"“{place(detail.key, detail.form)}” ({detail.key}) of {detail.year}: "
    if detail.incomparable:
        names = _list_names(detail.incomparable)
        return f"{start}not comparable, the form that {names} follows has no such cell."
    return (
        f"{start}the {len(sums.left)} bodies come to {_add_up_bodies(sums.left)}, "
        f"{detail.agency} has {number(sums.outcome.right)}; "
        f"{verdict_en(sums.outcome, lambda term: term.report)}{explain_en(result.explanation)}."
    )


def _add_up_bodies(terms: tuple[Term, ...]) -> str:
    """The sum with each body's number, the largest first; only these where there are many."""
    largest = sorted((term for term in terms if term.value), key=lambda term: -term.value)
    listed = largest[:_MOST_BODIES]
    written = "+".join(f"{number(term.value)}（{term.report}）" for term in listed)
    more = "+…" if len(largest) > _MOST_BODIES else ""
    total = number(sum((term.value for term in terms), Decimal(0)))
    return f"{written}{more}={total}" if largest else total


def _list_names(names: tuple[str, ...]) -> str:
    return "、".join(names[:_MOST_NAMES]) + "…" * (len(names) > _MOST_NAMES)


def outlier_zh(result: Result[OutlierDetail]) -> str:
    """The Chinese message on a figure and those of other years."""
    detail, figure = result.detail, result.detail.figure
    others = "、".join(f"{one.year}年 {number(one.value)}" for one in detail.others)
    gap = number(figure.value - detail.usual)
    verdicts: dict[Verdict, str] = {
        "undecided": "；年度太少，无法判断",
        "broken": f"，相差 {gap}，相差悬殊{explain_zh(result.explanation)}",
        "holds": "，相差不大",
    }
    return (
        f"“{place(detail.key, detail.form)}”{figure.year}年为 {number(figure.value)}，"
        f"其他年度为 {others}，中位数 {number(detail.usual)}{verdicts[result.verdict]}。"
    )


def outlier_en(result: Result[OutlierDetail]) -> str:
    """The English message on a figure and those of other years."""
    detail, figure = result.detail, result.detail.figure
    others = ", ".join(f"{one.year}: {number(one.value)}" for one in detail.others)
    gap = number(figure.value - detail.usual)
    verdicts: dict[Verdict, str] = {
        "undecided": "; too few years to tell",
        "broken": f": {gap} away, which is far{explain_en(result.explanation)}",
        "holds": ": nothing unusual",
    }
    return (
        f"“{place(detail.key, detail.form)}” ({detail.key}) is {number(figure.value)} in "
        f"{figure.year}, in other years {others}, their median {number(detail.usual)}"
        f"{verdicts[result.verdict]}."
    )


def copied_prose_zh(result: Result[CopiedProseDetail]) -> str:
    """The Chinese message on prose that the year before has as well."""
    detail = result.detail
    suspicion = "，疑为沿用上年报告" if result.verdict == "broken" else ""
    return (
        f"{detail.year}年报告自己的文字 {detail.characters} 字中，"
        f"{detail.same} 字（{_share(detail)}）与{detail.year_before}年逐句相同{suspicion}。"
    )


def copied_prose_en(result: Result[CopiedProseDetail]) -> str:
    """The English message on prose that the year before has as well."""
    detail = result.detail
    suspicion = "; likely copied from the year before" if result.verdict == "broken" else ""
    return (
        f"Of {detail.characters} characters of its own prose the report of {detail.year} shares "
        f"{detail.same} ({_share(detail)}), sentence by sentence, with {detail.year_before}"
        f"{suspicion}."
    )


def _share(detail: CopiedProseDetail) -> str:
    return f"{detail.same / detail.characters:.0%}"


def copied_table_zh(result: Result[CopiedTableDetail]) -> str:
    """The Chinese message on a table that the year before may have as well."""
    detail = result.detail
    return (
        f"{detail.title}：{detail.year}年与{detail.year_before}年的 {detail.figures} 个非零数字"
        f"{_COPIED[result.verdict][0]}。"
    )


def copied_table_en(result: Result[CopiedTableDetail]) -> str:
    """The English message on a table that the year before may have as well."""
    detail = result.detail
    return (
        f"“{detail.title}” ({detail.table}): the {detail.figures} figures other than 0 of "
        f"{detail.year} and those of {detail.year_before} {_COPIED[result.verdict][1]}."
    )


def duplicates_zh(result: Result[DuplicatesDetail]) -> str:
    """The Chinese message on the reports of one agency and year."""
    detail = result.detail
    others = f"，另见：{'、'.join(detail.other_sources)}" if detail.other_sources else ""
    return f"{detail.agency}{detail.year}年有 {detail.count} 份报告{others}。"


def duplicates_en(result: Result[DuplicatesDetail]) -> str:
    """The English message on the reports of one agency and year."""
    detail = result.detail
    others = f", see also {'、'.join(detail.other_sources)}" if detail.other_sources else ""
    return f"There are {detail.count} reports of {detail.agency} for {detail.year}{others}."
