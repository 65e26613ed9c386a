"""Titles of reports: which lines are titles, and the agency and year that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.pipeline.language.numerals import DIGIT_BY_CHARACTER

_TITLE = re.compile(r"(?:信息|政务)公开.{0,8}?(?:年度)?(?:工作)?(?:年度)?(?P<kind>报告|年报)")
# A title with the text before it, which names the agency.
_NAME_AND_TITLE = re.compile(
    r"^(?P<name>.*?)(?:(?:政府|政务)?信息|政务)公开.{0,8}?(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)"
)
# A year in digits, or spelt in Chinese digits, in many of which 0 is a letter or a circle.
_YEAR = re.compile(
    r"(?<!\d)(20[12]\d)(?!\d)年?度?|([二2][〇零○O0][一二][〇零○O0一二三四五六七八九])年度?"
)
# The ends of names of public bodies.
BODY_SUFFIXES = (
    "人民政府办公厅|人民政府办公室|人民政府|政府办公室|街道办事处|办事处|管理委员会|管委会|委员会|"
    "管理局|监督局|分局|总局|支队|大队|中心|领导小组办公室|[局厅院署办处镇乡]"
)
_BODY_NAME = re.compile(rf"[一-鿿]{{2,22}}?(?:{BODY_SUFFIXES})")
_SENTENCE_MARK = re.compile("[,，。;；]")
# The beginning of a sentence, and the names of the notices that prescribe the report.
_NO_TITLE = re.compile("^(?:按照|根据|依照|依据)|报告(?:格式|有关事项|编制)")
# Words that introduce a title: 关于印发, 附件1, 标题.
_LEAD = re.compile(
    r"^(?:.*[》〉】]|.*?(?:关于(?:印发|发布|公布)?|现将|现公布|公布|发布|附件\d*|题名|标题|名称)[:：]?)"
)
# The words between a name and the title that it publishes: 某局关于公布2022年….
_ABOUT = re.compile("(?<=.)关于(?:公布|发布|印发|报送|公开)?[《〈]?$")
# Words for the agency itself or its whole region, which are no names. 本溪 is a city, 我乡 is not.
_PRONOUN = re.compile("(?:我|本(?!溪)|该).*|全[省市州县区旗乡镇]")
# The last characters of names of agencies: of bodies, of public institutions, and of places.
_AGENCY_END = re.compile(
    r"(?:[局厅院署办室处镇乡委部会社馆校站队段台园库厂矿场联关市县区州盟旗省府司学组]|街道|社区|中心|集团|"
    r"公安|消防|银行|法庭|政务公开|管委会)(?:[(（][^()（）]{2,20}[)）])?$"
)
# Words of web pages and of sentences, which no name has.
_NO_NAME = re.compile(
    r"今天|星期[一二三四五六日天]|首页|走进|新闻中心|办事服务|互动交流|浏览|点击|当前位置|索引|主题分类|发文|"
    r"发布(?:时间|机构|日期)|^(?:全年|均|已|通过|在|各|本|该)|大厅$|国务院|\d|^依申请|^法定|"
    r"一[篇条页]|年报|[:：>|/]|信息公开|政务公开平台|共和国|[〈《]|情况|^(?:现|请|对|与|和|及|以及)|"
    r"[我本该](?:机关|单位|[局镇乡县市区委办厅])"
)
# The rest of a name that lost its beginning at a line break: 溪街道办事处. Only counties have names
# of one character.
_FRAGMENT = re.compile(
    "[一-鿿]?(?:[一-鿿]族)*(?:街道|自治[州县]|[省市区旗镇乡])(?:人民政府|办事处|$)"
)
# A word for a body that is the name of none.
_GENERIC = re.compile(
    "[省市县区州盟旗镇乡]?(?:人民)?(?:政府|机关|单位|部门)?(?:办公[室厅]|政务公开|部门|机关)?|"
    "(?:各|有关|相关)?(?:部门|单位|街道|乡镇|镇街|社区|中心)|街道办事处|[市县区](?:局|委|委员会)"
)
_NAME_EDGES = re.compile(r"^[\W_年度]+|[\W_]+$")
# The second half of a name that is broken over two lines, and a line that may be the first half.
_TORN_NAME = re.compile(
    "[省市县区州盟旗镇乡局厅委](?!政务|政管|场|容|域|划|村)(?:人民政府|政府|20)"
)
# The beginning of a name, with its place, that is broken off in the line above: 红岩湾县退役军人,
# 鹿鸣坪镇人民, 丰原县教育局20. In 城乡建设 there is no place.
_TORN_BEGINNING = re.compile(
    r"[一-鿿]{1,10}?(?:自治[州县]|[省市县区州盟旗]|(?<!城)[镇乡]|街道)[一-鿿]*(?:20)?"
)
# The line between such a beginning and the title: 和规划局2023年.
_TORN_MIDDLE = re.compile(r"[一-鿿]{2,}(?:20\d\d年?度?)?")
_GOVERNMENT = ("人民政府", "政府办公")
_SITE = re.compile("网|平台|门户|频道|专栏")
_MARKS = re.compile("[,，。;；:：|]")
_HAN_LINE = re.compile("[一-鿿]{2,}")
_LINE_EDGES = re.compile(r"^\W+|\W+$")
# The last line of a title has one of these characters.
_TITLE_END = frozenset("报告")
# Characters of the longest title, and of the longest line of a title broken over several lines.
_LONGEST_TITLE, _LONGEST_PIECE = 60, 30
# Lines that a title may be broken into.
_MOST_LINES = 3
_NAME_LENGTHS = range(2, 31)


class Title(NamedTuple):
    """A title on one or more lines, of which `line` is the index of the first and `last` that of
    the last. `is_apart` tells that the agency is on a line of its own."""

    line: int
    agency: str | None
    year: int | None
    last: int = 0
    is_apart: bool = False


def mentions_report(line: str) -> bool:
    """Whether a squeezed line has the words of a title."""
    return bool(_TITLE.search(line))


def is_title(line: str) -> bool:
    """Whether a squeezed line reads as a title.

    政府信息公开年报 without a year is no title, but the name of a section of the website.
    """
    match = _TITLE.search(line) if "公开" in line else None  # most lines are told apart faster
    if not match or len(line) > _LONGEST_TITLE or _SENTENCE_MARK.search(line):
        return False
    if _NO_TITLE.search(line):
        return False
    return match["kind"] == "报告" or bool(_YEAR.search(line))


def is_body_name(line: str) -> bool:
    """Whether a squeezed line is the name of a public body."""
    return bool(_BODY_NAME.fullmatch(line))


def find_agency_in(title: str) -> str | None:
    """Return the agency that a squeezed title names."""
    match = _NAME_AND_TITLE.match(_YEAR.sub("", title))
    if not match:
        return None
    name = _ABOUT.sub("", match["name"]).removesuffix("法治")
    if name.endswith("人民"):  # 某县人民政府信息公开…: 政府 belongs to both the name and the title
        name += "政府"
    return clean_name(name) or None


def may_name_agency(name: str) -> bool:
    """Whether a squeezed text may be the name of an agency: it ends like the name of a body or of a
    place, and is no link, date or part of a sentence."""
    return (
        bool(_AGENCY_END.search(name))
        and not _NO_NAME.search(name)
        and not _GENERIC.fullmatch(name)
        and not _FRAGMENT.match(name)
    )


def clean_name(name: str) -> str:
    """Return a name without the text around it, "" if the text is no name."""
    name = _NAME_EDGES.sub("", _LEAD.sub("", name))
    # A second name is printed in full-width brackets: 市发展和改革委员会（市粮食局）.
    name = name.replace("(", "（").replace(")", "）")
    name += "）" * (name.count("（") - name.count("）"))
    is_no_name = name.isdigit() or _PRONOUN.fullmatch(name)
    return name if len(name) in _NAME_LENGTHS and not is_no_name else ""


def find_years(text: str, *, only_with_unit: bool = False) -> list[int]:
    """Return the years in a text.

    `only_with_unit` asks for 年 behind the number: in running text 2021条 is no year.
    """
    matches = [match for match in _YEAR.finditer(text) if not only_with_unit or "年" in match[0]]
    return [int(match[1] or match[2].translate(DIGIT_BY_CHARACTER)) for match in matches]


def find_titles_among(lines: Sequence[str]) -> Iterator[Title]:
    """Yield the titles among squeezed lines, in order.

    A title that is broken over several lines is joined as far as needed to know agency and year.
    """
    for last, line in enumerate(lines):
        variants = list(_title_variants(lines, last)) if _TITLE_END & set(line) else []
        if variants:
            complete = (
                title
                for title in variants
                if title.agency and may_name_agency(title.agency) and title.year
            )
            title = _complete_above(next(complete, variants[0]), lines)
            yield _complete_below(title, lines)


def _complete_above(title: Title, lines: Sequence[str]) -> Title:
    """Return a title with the beginning of its agency's name, if that is one or two lines above."""
    if title.agency and _TORN_BEGINNING.match(title.agency):
        return title
    text = "".join(lines[title.line : title.last + 1])
    for first in range(title.line - 1, max(-1, title.line - _MOST_LINES), -1):
        is_beginning = _is_torn_beginning(lines[first], text)
        text = lines[first] + text
        if is_beginning:
            name, year = find_agency_in(text), next(iter(find_years(text)), None)
            is_whole = name is not None and is_body_name(name) and may_name_agency(name)
            return Title(first, name, year, title.last) if is_whole else title
        if len(lines[first]) > _LONGEST_PIECE or not _TORN_MIDDLE.fullmatch(lines[first]):
            break
    return title


def _is_torn_beginning(line: str, following: str) -> bool:
    """Whether a line is the beginning of a name that goes on below, and no whole name."""
    if len(line) > _LONGEST_PIECE or not _TORN_BEGINNING.fullmatch(line):
        return False
    if following.startswith(_GOVERNMENT):
        return True
    return not (
        is_body_name(line) or _NO_NAME.search(line.removesuffix("20")) or _SITE.search(line)
    )


def _complete_below(title: Title, lines: Sequence[str]) -> Title:
    """Return a title with what the line below it adds: the year alone, （2022年度）, or the name.

    A name in brackets below goes before a name above, which may be a link.
    """
    line = lines[title.last + 1] if title.last + 1 < len(lines) else ""
    below = _LINE_EDGES.sub("", line)
    if title.year is None and _YEAR.fullmatch(below):
        return title._replace(year=next(iter(find_years(below)), None))
    is_missing = title.agency is None or (title.is_apart and line[:1] in "(（")
    if is_missing and is_body_name(below):
        return title._replace(agency=below, is_apart=True)
    return title


def _title_variants(lines: Sequence[str], last: int) -> Iterator[Title]:
    """Yield the title that ends on the line `last`: that line alone, then with lines before it."""
    text = ""
    is_broken = not is_title(lines[last])
    for first in range(last, max(-1, last - _MOST_LINES), -1):
        if first < last and not _may_begin_title(lines[first], text, is_broken=is_broken):
            return
        text = lines[first] + text
        if is_title(text):
            name, year = find_agency_in(text), next(iter(find_years(text)), None)
            yield Title(first, name, year, last, first < last and is_body_name(lines[first]))


def _may_begin_title(line: str, following: str, *, is_broken: bool) -> bool:
    """Whether a title may begin with a line, which must be short.

    A broken title may begin with any line that is no title itself. A complete one may begin with a
    name or a year only, or in the middle of its name: 市人民政府2022年….
    """
    if len(line) >= (_LONGEST_TITLE if is_broken else _LONGEST_PIECE) or _MARKS.search(line):
        return False
    if is_broken:
        return not is_title(line)
    line = _ABOUT.sub("", _YEAR.sub("", line) or line)
    is_torn = bool(_TORN_NAME.match(following)) and bool(_HAN_LINE.fullmatch(line))
    return is_torn or is_body_name(line) or bool(_YEAR.fullmatch(line))
