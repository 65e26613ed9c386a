"""Names in the places of a report that call for the name of its own agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from gouji.pipeline.agencies.names import NAME_PATTERN, is_part_of_sentence, trim_name
from gouji.pipeline.agencies.passages import find_passages

# A place of the text that calls for the agency's own name. A `title` is not told from the text of a
# link, and no mention. An `address` is a contact for questions
# on this report; a `deed` is a subject whose own figures, steering group or obedience to a document
# are reported.
Slot = Literal["title", "issuer", "contact", "address", "subject", "deed"]

_LEAD = r"(?:^|[。；;：:，,！)）”]|现公布|现将|现发布|公布|发布|编制|本报告由|报告由|表由|现就)"
_TIME = r"(?:20\d\d年(?:度|以来)?[，,]?|全年[，,]?|一年来[，,]?|本年度[，,]?)?"
_REPORT = (
    r"(?:20\d\d年?度?|[（(]20\d\d年?度?[)）])?(?:年度)?的?(?:政府|政务)?信息公开"
    r"(?:工作)?(?:开展)?(?:情况)?的?(?:年度)?(?:工作)?(?:报告|年报|汇报|总结)"
)
# The subject of a report: 内容涵盖某局2023年1月1日至…, 为做好某局政府信息公开工作.
_ABOUT = r"(?:涵盖|反映|做好|结合)"
_SUBJECT = r"(?:20\d\d年|的?(?:政府|政务)?(?:信息)?公开工作|的?工作实际|实际)"
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
_LED = (
    r"(?:高度重视[^。；]{0,30}(?:成立|调整)[^。；]{0,24}领导小组|"
    r"(?:认真|深入|严格)(?:学习)?(?:贯彻|落实|执行|贯彻落实)《》)"
)
_SLOTS: dict[Slot, re.Pattern[str]] = {
    "issuer": re.compile(
        rf"{_LEAD}(?P<name>{NAME_PATTERN})(?:{_REPORT}|{_ISSUED}|{_REPORTS}|填报)"
        rf"|{_ABOUT}(?P<about>{NAME_PATTERN}){_SUBJECT}"
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
_AFTER_LEAD = re.compile(
    r"^(?:本?报告由|根据|按照|依照|要求|规定|现将|现公布|现就|公布|发布|由|关于)+"
)
# In 按照某市某局统一部署 the name is not that of the subject.
_UNDER = re.compile("根据|按照|依照|由")
# A link to the report of another agency.
_LINK = re.compile(r"(?:[上下]一[篇条页]|相关(?:阅读|链接))[:：]?\Z")
# Length of the text that is searched for names, in characters.
_LONGEST_TEXT = 20000


class Mention(NamedTuple):
    """A name, the kind of place that it is in, and the number of that place in the text: several
    kinds may describe one place."""

    slot: Slot
    name: str
    place: int = 0


def follows_link_label(passage: str, start: int) -> bool:
    """Whether a label of links to other reports is before the place `start` of a passage."""
    return bool(_LINK.search(passage, 0, start))


@lru_cache(maxsize=4)  # the issuer and the rule on names read the same report
def find_mentions(text: str) -> tuple[Mention, ...]:
    """The names in the places that call for the name of the agency, in order."""
    return tuple(_mentions(text))


def _mentions(text: str) -> Iterator[Mention]:
    length = 0
    for passage in find_passages(text[:_LONGEST_TEXT]):
        length += len(passage)
        for slot, pattern in _SLOTS.items():
            for match in pattern.finditer(passage):
                group = match.lastgroup or "name"
                is_link = follows_link_label(passage, match.start(group))
                is_order = slot in ("subject", "deed") and _UNDER.match(match[group])
                name = trim_name(_AFTER_LEAD.sub("", match[group]))
                if not is_link and not is_order and not is_part_of_sentence(name):
                    yield Mention(slot, name, length - len(passage) + match.end(group))
