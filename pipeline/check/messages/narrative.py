"""Messages on the figures of the running text."""

from __future__ import annotations

from gouji.pipeline.check.messages.explanations import explain_en, explain_zh
from gouji.pipeline.check.messages.phrases import (
    add_up,
    number,
    place,
    quote,
    verdict_en,
    verdict_zh,
)
from gouji.pipeline.check.report.narrative import BreakdownDetail, ClaimDetail
from gouji.pipeline.check.results import Result
from gouji.pipeline.records import Claim

# What each metric is called, in Chinese and English.
_METRICS = {
    "requests_received": ("新收申请", "requests received"),
    "requests_handled": ("办结申请", "requests handled"),
    "requests_carried_in": ("上年结转申请", "requests carried in"),
    "requests_carried_out": ("结转下年度申请", "requests carried out"),
    "requests_granted": ("予以公开", "requests granted"),
    "requests_partly_granted": ("部分公开", "requests partly granted"),
    "requests_refused": ("不予公开", "requests refused"),
    "requests_unavailable": ("无法提供", "requests unavailable"),
    "reconsiderations": ("行政复议", "reconsiderations"),
    "litigations": ("行政诉讼", "litigations"),
}
# Most cells of a sum that a message names.
_MOST_CELLS = 2


def claim_zh(result: Result[ClaimDetail]) -> str:
    """The Chinese message on a claim and the cells that it should agree with."""
    detail = result.detail
    claim, terms, form = detail.claim, detail.sums.right, detail.form
    metric = _METRICS.get(claim.metric, (claim.metric, ""))[0]
    doubt = "文字所述" if detail.is_doubted else ""
    names = "”与“".join(place(term.key, form) for term in terms[:_MOST_CELLS])
    cells = f"“{names}”" + f"等 {len(terms)} 项" * (len(terms) > _MOST_CELLS)
    verdict = verdict_zh(detail.sums.outcome, lambda term: place(term.key, form), doubt)
    part = "；文字所述可能只是其中一部分，不作判定" if detail.is_part else ""
    return (
        f"文字称{metric}为 {number(claim.value)}（“{_sentence(claim)}”），"
        f"表中{cells}{_value_zh(detail)}，{verdict}{part}{explain_zh(result.explanation)}。"
    )


def claim_en(result: Result[ClaimDetail]) -> str:
    """The English message on a claim and the cells that it should agree with."""
    detail = result.detail
    claim, terms = detail.claim, detail.sums.right
    metric = _METRICS.get(claim.metric, ("", claim.metric))[1]
    doubt = "the text" if detail.is_doubted else ""
    cells = " + ".join(str(term.key) for term in terms[:_MOST_CELLS])
    cells += f" and {len(terms) - _MOST_CELLS} more" * (len(terms) > _MOST_CELLS)
    verdict = verdict_en(detail.sums.outcome, lambda term: str(term.key), doubt)
    part = "; the text may state a part of it, which decides nothing" if detail.is_part else ""
    return (
        f"The text says {number(claim.value)} for {metric} (“{_sentence(claim)}”), "
        f"the table{_value_en(detail)} at {cells}; {verdict}{part}{explain_en(result.explanation)}."
    )


def _sentence(claim: Claim) -> str:
    return quote(claim.text, number(claim.value))


def _value_zh(detail: ClaimDetail) -> str:
    terms = detail.sums.right
    values = [term.value for term in terms if term.is_read]
    if not values:
        return "未读出"
    return ("之和 " if len(terms) > 1 else "为 ") + add_up(values)


def _value_en(detail: ClaimDetail) -> str:
    values = [term.value for term in detail.sums.right if term.is_read]
    return f" has {add_up(values)}" if values else " has nothing that was read"


def breakdown_zh(result: Result[BreakdownDetail]) -> str:
    """The Chinese message on a total of the text and its parts."""
    detail = result.detail
    claim, doubt = detail.claim, "文字所述" if detail.is_doubted else ""
    verdict = verdict_zh(detail.outcome, str, doubt)
    return (
        f"文字称总数为 {number(claim.value)}，所列各项之和 {add_up(claim.parts)}"
        f"（“{_sentence(claim)}”），{verdict}{explain_zh(result.explanation)}。"
    )


def breakdown_en(result: Result[BreakdownDetail]) -> str:
    """The English message on a total of the text and its parts."""
    detail = result.detail
    claim, doubt = detail.claim, "the text" if detail.is_doubted else ""
    verdict = verdict_en(detail.outcome, str, doubt)
    return (
        f"The text says {number(claim.value)} in all, the parts that it lists come to "
        f"{add_up(claim.parts)} (“{_sentence(claim)}”); {verdict}{explain_en(result.explanation)}."
    )
