"""What the name of a public body says: where it stands, what it is, and how two names are related.

A name is a chain of places from the outermost in (云州市砚湖县) and what the body does there
(自然资源局). Names of one house are one: a government, its office and its everyday name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# 城市管理局 stands in no 城市, 市场监督管理局 and 市政局 in no 市, 住房和城乡建设局 in no 乡;
# 我县 and 全市 are no names.
_STEM = "(?:(?![省市县区])[一-鿿])"
_PLACE = (
    "(?!城市|市场|区域|乡村|[全本我各该][省市县区镇乡])"
    rf"(?:{_STEM}{{2,7}}?(?:自治[区州县旗]|开发区|新区|地区|街道|林区|矿区)"
    rf"|{_STEM}{{2,4}}?(?:[省盟旗镇]|州(?![市区县镇乡])|市(?![场政容])|区(?![域划])|(?<!城)乡(?!村))"
    rf"|{_STEM}{{1,4}}?县)"
)
_SUFFIX = (
    "人民政府办公[室厅]|政府办公[室厅]|人民政府|街道办事处|办事处|管理委员会|管委会|委员会|"
    "领导小组办公室|服务中心|中心|支队|总队|大队|[局厅院署]|办公室"
)
NAME = rf"(?:{_PLACE}){{1,4}}(?:[一-鿿]{{0,14}}?)(?:{_SUFFIX})"
_FULL = re.compile(rf"(?P<places>(?:{_PLACE}){{1,4}})?(?P<trade>.*)")
_ONE_PLACE = re.compile(_PLACE)
_HOUSE = re.compile(
    r"(?:人民)?政府(?:办公[室厅]|办)?|(?:街道)?(?:办事处|办)|管理委员会(?:办公室)?|"
    r"管委会(?:办公室)?|(?:人民政府)?(?:政务公开|党政).*办公室|"
)
_FORMAL = re.compile("管理委员会|委员会|办公[室厅]|管理局|[局厅委办和与及]")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_LEVELS = {"省": 1, "自治区": 1, "市": 2, "州": 2, "盟": 2, "地区": 2}
_LOW = {"镇": 4, "乡": 4, "街道": 4}
_SAME, _OTHER = 0.75, 0.4

Kinship = Literal["same", "house", "sister", "above", "below", "stranger", "unclear"]


@dataclass(frozen=True, slots=True)
class Body:
    """A name taken apart: `places` from the outermost in, `trade` what stands behind them."""

    places: tuple[str, ...]
    trade: str

    @property
    def is_house(self) -> bool:
        """Whether it is the government of its place, or that government's office."""
        return bool(_HOUSE.fullmatch(self.trade))

    @property
    def level(self) -> int:
        """1 a province … 4 a township; a 市 may be a prefecture or a county."""
        return level_of(self.places[-1]) if self.places else 0


def level_of(place: str) -> int:
    """The level of a place by the end of its name."""
    ends = {**_LEVELS, **_LOW}
    return next((n for end, n in ends.items() if place.endswith(end)), 3)


def parse_body(name: str) -> Body:
    """The parts of a squeezed name; a second name in brackets is left out."""
    found = _FULL.fullmatch(_BRACKET.sub("", name))
    if found is None:
        return Body((), name)
    places = tuple(_ONE_PLACE.findall(found["places"] or ""))
    return Body(places, found["trade"])


def find_kinship(own: Body, other: Body) -> Kinship:
    """How `other` stands to `own`; both have a place."""
    if own.places[-1] == other.places[-1]:
        return _kin_in_place(own, other)
    if other.places[-1] in own.places:
        return "above"
    if own.places[-1] in other.places:
        return "below"
    return "stranger"


def _kin_in_place(own: Body, other: Body) -> Kinship:
    if _lie_apart(own.places[:-1], other.places[:-1]):
        return "stranger"  # 安阳市城关镇 and 河南省开封市城关镇
    if other.is_house:
        return "same" if own.is_house else "house"
    if own.is_house:
        return "below"
    alike = liken(own.trade, other.trade)
    return "same" if alike >= _SAME else "sister" if alike < _OTHER else "unclear"


def _lie_apart(around: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both name what is around them on the same level, and differently. A name may leave
    out a level: 湖北省某县, 某市某县."""
    levels = {level_of(place): place for place in around}
    return any(levels.get(level_of(place), place) != place for place in other)


def liken(one: str, other: str) -> float:
    """How much of the shorter trade stands, in its order, in the longer: 发改局 in
    发展和改革委员会 all of it. Words that any body has do not count."""
    short, long = sorted((_FORMAL.sub("", one), _FORMAL.sub("", other)), key=len)
    if not short:
        return float(not long)
    matched = sum(
        block.size for block in SequenceMatcher(None, short, long, False).get_matching_blocks()
    )
    return matched / len(short)
