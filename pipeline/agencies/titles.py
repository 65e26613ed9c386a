"""Titles of reports: which lines are one, whose report they announce and of which year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TITLE = re.compile(r"(?:信息|政务)公开.{0,8}?(?:年度)?(?:工作)?(?:年度)?(?P<kind>报告|年报)")
_WORDS = re.compile(
    r"^(?P<name>.*?)(?:(?:政府|政务)?信息|政务)公开(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)"
)
_YEAR = re.compile(
    r"(?<!\d)(20[12]\d)(?!\d)年?度?|([二2][〇零○O0][一二][〇零○O0一二三四五六七八九])年度?"
)
_CJK = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")
BODIES = (
    "人民政府办公厅|人民政府办公室|人民政府|政府办公室|街道办事处|办事处|管理委员会|管委会|委员会|"
    "管理局|监督局|分局|总局|支队|大队|中心|[局厅院署办处镇乡]"
)
_BODY = re.compile(rf"[一-鿿]{{2,22}}?(?:{BODIES})")
_MARK = re.compile("[,，。;；]")
_LEAD = re.compile(
    r"^(?:.*[》〉】]|.*?(?:关于(?:印发|发布|公布)?|现将|现公布|公布|发布|附件\d*|题名|标题|名称)[:：]?)"
)
_SELF = re.compile("(?:我|本(?!溪)|该).*|全[省市州县区旗乡镇]")  # 我乡 is nobody's name
_EDGE = re.compile(r"^[\W_年度]+|[\W_]+$")
_EDGES = re.compile(r"^\W+|\W+$")
_ENDS = frozenset("报告")
_LONGEST, _LONGEST_PIECE = 60, 30  # characters of a title, of the first line of a broken one
_MOST_LINES = 3  # that a title is broken into


class Title(NamedTuple):
    """A title on one line or several, the first of which is the line `at`."""

    at: int
    agency: str | None
    year: int | None


def names_a_report(line: str) -> bool:
    """Whether a squeezed line has the words that a title has."""
    return bool(_TITLE.search(line))


def is_title(line: str) -> bool:
    """Whether a squeezed line reads as a title. 政府信息公开年报 without a year is the name of a
    column of the website."""
    found = _TITLE.search(line)
    if not found or len(line) > _LONGEST or _MARK.search(line):
        return False
    return found["kind"] == "报告" or bool(_YEAR.search(line))


def is_body(line: str) -> bool:
    """Whether a squeezed line is the name of a public body."""
    return bool(_BODY.fullmatch(line))


def find_agency_in(title: str) -> str | None:
    """The body that a squeezed title names."""
    found = _WORDS.match(_YEAR.sub("", title))
    if not found:
        return None
    name = found["name"].removesuffix("关于")
    if name.endswith("人民"):  # 某县人民政府信息公开…: the government is part of the name
        name += "政府"
    return tidy(name) or None


def tidy(name: str) -> str:
    """A name without what stands around it; empty where it is nobody's."""
    name = _EDGE.sub("", _LEAD.sub("", name))
    # 市发展和改革委员会（市粮食局）: a second name, which is printed in full-width brackets.
    name = name.replace("(", "（").replace(")", "）")
    name += "）" * (name.count("（") - name.count("）"))
    odd = name.isdigit() or _SELF.fullmatch(name)
    return name if 2 <= len(name) <= 30 and not odd else ""


def find_years(text: str, dated: bool = False) -> list[int]:
    """The years that a text names; in running text, where 2021条 is none, only `dated` ones."""
    found = [one for one in _YEAR.finditer(text) if not dated or "年" in one[0]]
    return [int(one[1] or one[2].translate(_CJK)) for one in found]


def find_titles_among(lines: Sequence[str]) -> Iterator[Title]:
    """The titles among squeezed lines, in order; those broken over several lines are put
    together as far as it takes to know agency and year."""
    for at, line in enumerate(lines):
        ways = list(_ways(lines, at)) if _ENDS & set(line) else []
        if ways:
            title = next((way for way in ways if way.agency and way.year), ways[0])
            yield title if title.year else title._replace(year=_year_below(lines, at))


def _year_below(lines: Sequence[str], at: int) -> int | None:
    """The year that stands alone under a title: （2022年度）."""
    below = _EDGES.sub("", lines[at + 1]) if at + 1 < len(lines) else ""
    return next(iter(find_years(below)), None) if _YEAR.fullmatch(below) else None


def _ways(lines: Sequence[str], last: int) -> Iterator[Title]:
    """What a title says that ends on the line `last`: by itself, then with lines before it."""
    whole = ""
    broken = not is_title(lines[last])
    for at in range(last, max(-1, last - _MOST_LINES), -1):
        piece = lines[at]
        if at < last and not (len(piece) < _LONGEST_PIECE and _is_piece(piece, broken)):
            return
        whole = piece + whole
        if is_title(whole):
            yield Title(at, find_agency_in(whole), next(iter(find_years(whole)), None))


def _is_piece(line: str, broken: bool) -> bool:
    """Whether a title may begin with a line: a title of its own is none, and before a whole title
    only a name or a year is."""
    if broken:
        return not is_title(line)
    return is_body(line) or bool(_YEAR.fullmatch(line))
