"""Whose report it is and of which year: from its title, else from what its opening says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from pipeline.navigation import drop_navigation
from pipeline.normalise import squeeze
from pipeline.records import Document, Section

_TITLE = re.compile(r"(?:信息|政务)公开.{0,8}?(?:年度)?(?:工作)?(?:年度)?(?P<kind>报告|年报)")
_WORDS = re.compile(
    r"^(?P<name>.*?)(?:(?:政府|政务)?信息|政务)公开(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)"
)
_YEAR = re.compile(
    r"(?<!\d)(20[12]\d)(?!\d)年?度?|([二2][〇零○O0][一二][〇零○O0一二三四五六七八九])年度?"
)
_PERIOD = re.compile(
    r"(?<!\d)(20[12]\d)(?:年1月1日|1月1日|11日|[-./]0?1[-./]0?1)|(?<!\d)(20[12]\d)年?12月?31日"
)
_OWN = re.compile(r"(20[12]\d)年?度?政府信息公开工作年度报告")
_DAY = re.compile(r"20[12]\d年\d{1,2}月\d{1,2}日")  # of publication, or today's
_CJK = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")
_BODIES = (
    "人民政府办公厅|人民政府办公室|人民政府|政府办公室|街道办事处|办事处|管理委员会|管委会|委员会|"
    "管理局|监督局|分局|总局|支队|大队|中心|[局厅院署办处镇乡]"
)
_NAMED = re.compile(
    rf"(?:现公布|现将|公布|由|本报告由|我单位|联系|是)?(?P<name>[一-鿿]{{2,22}}?(?:{_BODIES})"
    r"(?:[（(](?!以下|简称|下称)[一-鿿]{2,20}[)）])?)"
    r"(?=(?:[（(](?:以下)?[简下]称[^（()）]{1,16}[)）])?"
    r"(?:\d{0,4}年?度?政府信息公开|编制|组织编制|结合|根据|按照|办公室联系|联系|发布|公布))"
)
_SIGNED = re.compile(rf"[一-鿿]{{2,22}}?(?:{_BODIES})")
_MARK = re.compile("[,，。;；]")
_LEAD = re.compile(
    r"^(?:.*[》〉】]|.*?(?:关于(?:印发|发布|公布)?|现将|现公布|公布|发布|附件\d*|题名|标题|名称)[:：]?)"
)
_SELF = re.compile("(?:我|本(?!溪)|该).*|全[省市州县区旗乡镇]")  # 我乡 is nobody's name
_EDGE = re.compile(r"^[\W_年度]+|[\W_]+$")
_EARLY = 3000  # characters in which a report says who it is
_LAST = 12  # fragments in which it is signed


def find_year(document: Document, sections: Sequence[Section]) -> int | None:
    """The reporting year: the title's, else that of the statistical period, else the one of the
    report that is announced, else the commonest."""
    for title in find_titles(document, sections):
        if years := _years(title):
            return years[0]
    opening = squeeze(document.text[:_EARLY])
    periods = [int(a or b) for a, b in _PERIOD.findall(opening)]
    periods = periods or [int(year) for year in _OWN.findall(opening)]
    if periods:
        return Counter(periods).most_common(1)[0][0]
    body = squeeze(document.text[sections[0].start :][:_EARLY]) if sections else opening
    named = Counter(_years(_DAY.sub("", body), dated=True))
    return named.most_common(1)[0][0] if named else None


def find_agency(document: Document, sections: Sequence[Section] = ()) -> str | None:
    """The issuing body as the report names it, None where it does not: in its title, else in its
    preamble, else under its text; links to other reports do not count."""
    for title in find_titles(document, sections):
        if name := _agency_in_title(title):
            return name
    head, body = _early_lines(document, sections)
    names = (_named(head), _signature(document, sections), _named([*head, *body]))
    return next(filter(None, names), None)


def find_titles(document: Document, sections: Sequence[Section] = ()) -> Iterator[str]:
    """Lines that read as the report's title, squeezed, the likeliest first: the last before its
    first section, where lists of other reports stand above it; the page's title; any other."""
    head, body = _early_lines(document, sections)
    yield from _titles(head)
    if document.title:
        parts = re.split(r"[_|—–-]", squeeze(document.title))
        yield from (part for part in parts if _TITLE.search(part))
    yield from _titles(body)


def _early_lines(document: Document, sections: Sequence[Section]) -> tuple[list[str], list[str]]:
    """The report's own lines, squeezed, before its first section and, early on, behind it."""
    start = sections[0].start if sections else _EARLY
    early = [f for f in islice(document.fragments, 400) if f.start < _EARLY and f.text]
    head = [squeeze(fragment.text) for fragment in early if fragment.start < start]
    body = [squeeze(fragment.text) for fragment in early if fragment.start >= start]
    return drop_navigation(head), drop_navigation(body)


def _titles(lines: Sequence[str]) -> Iterator[str]:
    """From the last to the first; then those that are broken over two lines."""
    own = [line for line in lines if _is_title(line)]
    pairs = [a + b for a, b in pairwise(lines) if len(a) < 30 and _is_title(a + b)]
    yield from reversed(own)
    yield from reversed(pairs)


def _is_title(line: str) -> bool:
    """政府信息公开年报 without a year is the name of a column of the website."""
    found = _TITLE.search(line)
    if not found or len(line) > 60 or _MARK.search(line):
        return False
    return found["kind"] == "报告" or bool(_YEAR.search(line))


def _named(lines: Sequence[str]) -> str | None:
    """The name that lines of running text give most often as that of who reports."""
    names = Counter(_tidy(found["name"]) for found in _NAMED.finditer("".join(lines)))
    names.pop("", None)
    return names.most_common(1)[0][0] if names else None


def _signature(document: Document, sections: Sequence[Section]) -> str | None:
    """A name alone on one of the last lines of the report, above its date."""
    start = sections[-1].start if sections else 0
    last = [squeeze(f.text) for f in document.fragments[-_LAST:] if f.start >= start and f.text]
    signed = (line for line in drop_navigation(last) if _SIGNED.fullmatch(line))
    return next(signed, None)


def _agency_in_title(title: str) -> str | None:
    found = _WORDS.match(_YEAR.sub("", title))
    if not found:
        return None
    name = found["name"].removesuffix("关于")
    if name.endswith("人民"):  # 某县人民政府信息公开…: the government is part of the name
        name += "政府"
    return _tidy(name) or None


def _tidy(name: str) -> str:
    name = _EDGE.sub("", _LEAD.sub("", name))
    # 市发展和改革委员会（市粮食局）: a second name, which is printed in full-width brackets.
    name = name.replace("(", "（").replace(")", "）")
    name += "）" * (name.count("（") - name.count("）"))
    odd = name.isdigit() or _SELF.fullmatch(name)
    return name if 2 <= len(name) <= 30 and not odd else ""


def _years(text: str, dated: bool = False) -> list[int]:
    """The years that a text names; in running text, where 2021条 is none, only `dated` ones."""
    found = [one for one in _YEAR.finditer(text) if not dated or "年" in one[0]]
    return [int(one[1] or one[2].translate(_CJK)) for one in found]
