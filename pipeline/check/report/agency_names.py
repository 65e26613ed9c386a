"""Another agency's name where this one's belongs: left in from the report that was copied.

A report may name whomever it likes: who is above and below it, courts, whoever issued a document
or came to visit. Its own name belongs in three places: where the report says whose it is, where it
says whom to ask, and where it tells what it did itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from gouji.pipeline.agencies.names import NAME_PATTERN, Body, Relation, find_relation, parse_body
from gouji.pipeline.agencies.site_navigation import is_navigation
from gouji.pipeline.check.facts import Facts
from gouji.pipeline.check.passages import find_passages, plain_lines
from gouji.pipeline.forms.rules import NameRule
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Finding, Verdict

# `address` is a contact for this report, `deed` a subject whose own
# figures or steering group are told.
Slot = Literal["issuer", "contact", "address", "subject", "deed"]

_LEAD = r"(?:^|[。；;：:，,！)）”]|现公布|现将|现发布|公布|发布|编制|本报告由|报告由|表由|现就)"
_TIME = r"(?:20\d\d年(?:度|以来)?[，,]?|全年[，,]?|一年来[，,]?|本年度[，,]?)?"
_REPORT = (
    r"(?:20\d\d年?度?|[（(]20\d\d年?度?[)）])?(?:年度)?的?(?:政府|政务)?信息公开"
    r"(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:报告|年报)"
)
_GROUND = r"(?:(?:依据|根据|按照|依照)[^，,。；;]{0,40}?)?"
_ISSUED = (
    rf"{_GROUND}(?:组织|负责|特|现|向社会|结合实际|认真)*(?:编制|编写|撰写|发布|公布)"
    r"(?:了|本|此|完成|的本|20|《|[，,。；;]|$)"
)
_REPORTS = r"[^。；]{0,40}现[就将][^。；]{0,30}(?:报告|公布|汇报)如下"
_DID = (
    r"(?:认真|严格|坚持|高度重视|深入|紧紧|围绕|把|将|以[^，。]{2,20}为|积极|持续|全面|扎实|始终|按照|依据|根据|"
    r"共收到|收到|受理|共受理|未收到|没有收到|主动公开|共主动公开|累计|通过|立足|聚焦|不断|着力|切实|进一步|政府信息公开工作|"
    r"共有|未收取|没有收取|未发生|统一|压实|完善|结合|对照|在[^，。]{2,20}(?:领导|指导|支持)下|门户网站(?:共|全年|累计)|全年|共公开|公开)"
)
_COUNTED = (
    r"(?:门户网站)?(?:共|全年|累计|主动|年内)*(?:收到|受理|办理|公开|发布|更新)"
    r"(?:(?:各类|政府|政务|公开|信息|申请|[共了]){0,6}\d)"
)
_LED = r"高度重视[^。；]{0,30}(?:成立|调整)[^。；]{0,24}领导小组"
_SLOTS: dict[Slot, re.Pattern[str]] = {
    "issuer": re.compile(
        rf"{_LEAD}(?P<name>{NAME_PATTERN})(?:{_REPORT}|{_ISSUED}|{_REPORTS}|填报)"
    ),
    "contact": re.compile(
        rf"(?:请与|请联系|联系地址[:：]|联系单位[:：]|填报单位[:：]|填报机关[:：]|咨询)(?P<name>{NAME_PATTERN})"
    ),
    "address": re.compile(
        r"(?:报告[^。；;]{0,20}?(?:请与|请联系|咨询)|(?:联系|填报)(?:单位|机关)[:：])"
        rf"(?P<name>{NAME_PATTERN})"
    ),
    "subject": re.compile(rf"(?:^|[。；;：:，,！)）]){_TIME}(?P<name>{NAME_PATTERN}){_DID}"),
    "deed": re.compile(
        rf"(?:^|[。；;：:，,！)）]){_TIME}(?P<name>{NAME_PATTERN})(?:{_COUNTED}|{_LED})"
    ),
}
# Who serves a whole county, as its desk or its publisher, and who may be a part of a department.
_SERVING = r"政务服务|行政审批|数据|政务公开|媒体|宣传|[^局厅会]$"
_DESKS = {"address": re.compile(f"{_SERVING}|信访"), "deed": re.compile(_SERVING)}
_AFTER_LEAD = re.compile(r"^(?:根据|按照|依照|要求|规定|现将|现公布|现就|公布|发布|由|关于)+")
_UNDER = re.compile("根据|按照|依照|由")  # 按照某市某局统一部署: who did it is not named
_LINK = re.compile(r"(?:[上下]一[篇条页]|相关(?:阅读|链接))[:：]?\Z")  # to another's report
_EARLY = 3000
_LONGEST = 20000
_LISTED = 3


def check_names(rule: NameRule, facts: Facts) -> Iterator[Finding]:
    """A finding for a report that names its agency with its place: broken where another's name
    stands in its stead, undecided where that may be another name of the same body."""
    own = parse_body(facts.agency or "")
    if not own.places:
        return
    found = [one for one in _find_names(facts.text) if not one[1].endswith(facts.agency or "")]
    judged = [(name, _judge(slot, own, parse_body(name))) for slot, name in found]
    wrong = list(dict.fromkeys(name for name, verdict in judged if verdict == "broken"))
    unclear = list(dict.fromkeys(name for name, verdict in judged if verdict == "undecided"))
    if wrong and not _is_established(facts):
        wrong, unclear = [], list(dict.fromkeys(wrong + unclear))
    verdict: Verdict = "broken" if wrong else "undecided" if unclear else "holds"
    yield Finding(
        rule=rule.rule,
        scope=facts.agency or "",
        verdict=verdict,
        severity=rule.severity,
        message_zh=_message_zh(facts.agency or "", wrong or unclear, verdict),
        message_en=_message_en(facts.agency or "", wrong or unclear, verdict),
        cause="source" if wrong else None,
    )


def _is_established(facts: Facts) -> bool:
    """Whether the report says in its title or in one of the slots whose it is."""
    own = squeeze(facts.agency or "")
    lines = plain_lines(facts.text[:_EARLY])
    titles = (line for line in lines if "信息公开" in line and not is_navigation(line))
    return any(own in line for line in titles) or any(
        name.endswith(own) for _, name in _find_names(facts.text)
    )


def _find_names(text: str) -> Iterator[tuple[Slot, str]]:
    for passage in find_passages(text[:_LONGEST]):
        for slot, pattern in _SLOTS.items():
            for found in pattern.finditer(passage):
                linked = _LINK.search(passage, 0, found.start("name"))
                under = slot in ("subject", "deed") and _UNDER.match(found["name"])
                if not linked and not under:
                    yield slot, _AFTER_LEAD.sub("", found["name"])


def _judge(slot: Slot, own: Body, other: Body) -> Verdict:
    """Whether `other` may stand in this slot of the report of `own`."""
    if not other.places:
        return "holds"
    relation: Relation = find_relation(own, other)
    if relation == "unrelated":
        return _judge_stranger(slot, own, other)
    if relation == "sibling":
        return _judge_sister(slot, other)
    return "undecided" if relation == "unclear" and slot == "issuer" else "holds"


def _judge_sister(slot: Slot, other: Body) -> Verdict:
    """A department of the same place may be told of, but not its figures, and the public is not
    sent to it, unless it serves others."""
    apart = slot in _DESKS and not _DESKS[slot].search(other.office)
    return "broken" if slot == "issuer" or apart else "undecided"


def _judge_stranger(slot: Slot, own: Body, other: Body) -> Verdict:
    """A body elsewhere has no business in any slot, with two exceptions: one on a higher level
    may be above this one, if it does not tell the figures of a body called alike, and one on a
    lower level below it, if this is a government."""
    if slot in ("subject", "deed") and other.level < own.level:
        alike = slot == "deed" and not own.is_government and own.office == other.office
        return "broken" if alike else "undecided"
    below = slot in ("subject", "deed") and other.level > own.level and own.is_government
    return "holds" if below else "broken"


def _message_zh(own: str, names: list[str], verdict: Verdict) -> str:
    if verdict == "holds":
        return f"未发现以其他机关的名称代替“{own}”。"
    listed = "、".join(f"“{name}”" for name in names[:_LISTED])
    doubt = (
        "，请核对是否为同一机关或上级机关" if verdict == "undecided" else "，疑为沿用他人报告未改"
    )
    return f"本报告属“{own}”，应写本机关名称之处却写{listed}{doubt}。"


def _message_en(own: str, names: list[str], verdict: Verdict) -> str:
    if verdict == "holds":
        return f"No other agency's name was found where that of “{own}” belongs."
    listed = ", ".join(f"“{name}”" for name in names[:_LISTED])
    doubt = "check whether it is the same body or one above it"
    likely = doubt if verdict == "undecided" else "likely left in from another report"
    return (
        f"This is the report of “{own}”, but where its own name belongs stands {listed}; {likely}."
    )
