"""The name of a public body: its places, its office, and how two bodies are related.

A name is a chain of places from the outermost inwards (云州市砚湖县), and the office there
(自然资源局). A government, its general office and its everyday name count as one body, the
government of the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from gouji.pipeline.language.tokens import find_number, words
from gouji.pipeline.language.word_classes import is_function_word, is_plain_language

# One place. 城市管理局 has no 城市 as its place, 市场监督管理局 and 市政局 no 市,
# 住房和城乡建设局 no 乡; but 市政务服务局 has. 我县 and 全市 are no names.
_STEM = "(?:(?![省市县区])[一-鿿])"
_PLACE = (
    "(?!城市|[旗镇乡]城市(?:管理|综合|建设)|市场|区域|乡村|[全本我各该][省市县区镇乡])"
    rf"(?:{_STEM}{{2,7}}?(?:自治[区州县旗]|开发区|新区|地区|街道|林区|矿区)"
    rf"|{_STEM}{{2,4}}?(?:[省盟旗镇]|州(?![市区县镇乡])|市(?!场|容|政(?![务府协法]))|区(?![域划])|(?<!城)乡(?!村))"
    rf"|{_STEM}{{1,4}}?县)"
)
_SUFFIX = (
    "人民政府办公[室厅]|政府办公[室厅]|人民政府|街道办事处|办事处|管理委员会|管委会|委员会|"
    "领导小组办公室|服务中心|中心|支队|总队|大队|[局厅院署]|办公室"
)
# A name inside running text: one to four places, an office, a word for a body.
NAME_PATTERN = rf"(?:{_PLACE}){{1,4}}(?:[一-鿿]{{0,14}}?)(?:{_SUFFIX})(?!税务局)"
_NAME = re.compile(NAME_PATTERN)
# Words before a name: function words, and verbs and adverbs that no name begins with; words before
# a name with its place; the end of a place, of a body.
_CHARACTERS = frozenset("与为由对向将请经在是和及以把被据就给让使从到内")
_FUNCTION_WORDS = _CHARACTERS | frozenset(
    "认真 做好 切实 进一步 结合 围绕 涵盖 内容 包括 根据 按照 依照 依据 关于 推进 加强 规范 全面 "
    "反映 代表 联系 咨询 编制 公布 发布 现将 现就 负责 组织 做 好 推动 促进 提高 提升 了解 严格 "
    "落实 贯彻 贯彻落实 本 报告 本报告 汇总".split()
)
_SHORT_WORDS = _CHARACTERS | frozenset("有如本我该其等后均都也已")
# Words of one character that end the part of the sentence before a name: 信息报县教育局.
_LINKS = _CHARACTERS | frozenset("报送至并而同交归待属于因但则凡按依即且或看均都也已")
_NO_STEM = re.compile("^[各每某]|[由请报据被让使给看送凡](?:街道|[省市县区州盟旗镇乡])$")
# A word that the segmenter made of a character and the kind of a place: 由市, of 由市财政局.
_MADE_WORD = re.compile("[一-鿿][省市县区州盟旗镇乡]")
_PLACE_END = re.compile("[省市县区州盟旗镇乡]$|^[省市县区州盟旗镇乡](?!域|场|划|容|政)")
_SHORT_NAME = re.compile("(?:街道|[省市县区州盟旗镇乡])(?!域|场|划|容)")
_BODY_END = re.compile("[局厅院署部会社行]$")
# The end of a place whose name has common words: 三江侗族自治县, 合肥高新区.
_ZONE = re.compile(
    f"{_STEM}{{0,7}}?(?:自治|高新|经开|开发|园|新|林|矿|景|示范|度假|保税|试验|实验|合作|管理)[区县州旗]"
)
# The end of the name of an autonomous place: 彝族乡, 苗族侗族自治县.
_ETHNIC = re.compile(r"(?:[一-鿿]{1,4}族)+(?:自治)?[乡镇县州区旗]")
_PLACES_AND_OFFICE = re.compile(rf"(?P<places>(?:{_PLACE}){{1,4}})?(?P<office>.*)")
_ONE_PLACE = re.compile(_PLACE)
_ONE_PLACE_END = re.compile("(?:街道|[省市县区州盟旗镇乡])$")
# Offices that stand for the government of the place.
_GOVERNMENT = re.compile(
    r"(?:人民)?政府(?:办公[室厅]|办)?|(?:街道)?(?:办事处|办)|管理委员会(?:办公室)?|"
    r"管委会(?:办公室)?|(?:人民政府)?(?:政务公开|党政).*办公室|"
)
# Words that many offices have in their names, and that do not distinguish them.
_COMMON_WORDS = re.compile("管理委员会|委员会|办公[室厅]|管理局|[局厅委办和与及]")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
# Levels of places by the end of their names: 1 a province, 2 a prefecture, 4 a township.
_LEVELS = {
    "省": 1, "自治区": 1, "市": 2, "州": 2, "盟": 2, "地区": 2, "镇": 4, "乡": 4, "街道": 4,
}  # fmt: skip
_COUNTY_LEVEL = 3
# Similarity of two offices of one place from which they are one, and below which they are two.
_SAME_OFFICE, _OTHER_OFFICE = 0.75, 0.4

Relation = Literal[
    "same", "government", "sibling", "superior", "subordinate", "unrelated", "unclear"
]


@dataclass(frozen=True, slots=True)
class Body:
    """A public body by its name: `places` from the outermost inwards, and its `office`."""

    places: tuple[str, ...]
    office: str

    @property
    def is_government(self) -> bool:
        """Whether it is the government of its place, or that government's general office."""
        return bool(_GOVERNMENT.fullmatch(self.office))

    @property
    def level(self) -> int:
        """1 for a province … 4 for a township, 0 without a place; a 市 may also be a county."""
        return find_level(self.places[-1]) if self.places else 0


def find_level(place: str) -> int:
    """Return the level of a place by the end of its name: 1 a province … 4 a township."""
    levels = (level for end, level in _LEVELS.items() if place.endswith(end))
    return next(levels, _COUNTY_LEVEL)


def parse_body(name: str) -> Body:
    """Return the places and the office of a squeezed name; second names in brackets are dropped."""
    match = _PLACES_AND_OFFICE.fullmatch(_BRACKETED.sub("", name))
    if match is None:
        return Body((), name)
    places = tuple(_ONE_PLACE.findall(match["places"] or ""))
    return Body(places, match["office"])


def trim_name(name: str) -> str:
    """Return a name without the words of the sentence before it: 请与石垭乡人民政府.

    A word is dropped if it is a word of the dictionary with two characters or more, or a function
    word, and if a name of places and office follows. Behind a conjunction or an adverb a short name
    may follow: 其中县教育局. 国家税务总局云州市税务局 keeps its beginning, which is itself the name
    of a body, and 北京市海淀区 its outer place.
    """
    best, dropped, is_function = name, "", True
    for token, following in pairwise(_words_of_name(name)):
        is_place = bool(_PLACE_END.search(token) or _PLACE_END.match(following))
        ends_sentence = is_function_word(token) or token in _LINKS
        if not ends_sentence and (is_place or not (len(token) > 1 or token in _SHORT_WORDS)):
            break
        dropped += token
        is_function = ends_sentence or (is_function and token in _FUNCTION_WORDS)
        rest = name[len(dropped) :]
        if is_function or (_begins_with_whole_place(rest) and not _BODY_END.search(dropped)):
            best = rest
    return best


def _words_of_name(name: str) -> Iterator[str]:
    """The words of a name; those that the segmenter made of a link and the kind of a place are
    cut in two."""
    for word in words(name):
        is_made = word[0] in _LINKS and _MADE_WORD.fullmatch(word) and find_number(word) is None
        yield from word if is_made else (word,)


def is_part_of_sentence(name: str) -> bool:
    """Whether the place that a name begins with is made of function words (均由县政府办公室), or of
    one character that is no county of the dictionary (报县政府), or begins or ends with a word that
    no place begins or ends with: 各单位县政府."""
    place = _ONE_PLACE.match(name)
    if place is None:
        return False
    is_county = len(place[0]) > 2 or find_number(place[0]) is not None
    is_sentence = set(place[0][:-1]) <= _SHORT_WORDS or _NO_STEM.search(place[0])
    return not is_county or bool(is_sentence)


def is_short_name(name: str) -> bool:
    """Whether a name begins with the kind of its place: 县教育局, 镇人民政府."""
    return bool(_SHORT_NAME.match(name)) and not _ONE_PLACE.match(name)


def may_be_sentence(body: Body) -> bool:
    """Whether the place of a body may be words of a sentence before a short name: 依托市财政局."""
    stem = _ONE_PLACE_END.sub("", body.places[0]) if body.places else ""
    return is_plain_language(stem, _LINKS)


def is_place(text: str) -> bool:
    """Whether a text is the name of one place, and nothing else."""
    return bool(_ONE_PLACE.fullmatch(text))


def is_place_and_office(name: str) -> bool:
    """Whether a text is a chain of places with an office, and nothing else."""
    return bool(_NAME.fullmatch(name))


def _begins_with_whole_place(name: str) -> bool:
    """Whether a name begins with a whole place: neither a zone, whose name has common words before
    it, nor the end of an autonomous place (彝族乡)."""
    return is_place_and_office(name) and not _ZONE.match(name) and not _ETHNIC.match(name)


def find_relation(body: Body, other: Body) -> Relation:
    """Return what `other` is to `body`; both must have a place.

    `government` is the government of the body's place, `sibling` another office of the same place,
    `superior` and `subordinate` are bodies of a place around or inside that of the body.
    """
    if body.places[-1] == other.places[-1]:
        return _relation_in_place(body, other)
    if other.places[-1] in body.places:
        return "superior"
    if body.places[-1] in other.places:
        return "subordinate"
    return "unrelated"


def _relation_in_place(body: Body, other: Body) -> Relation:
    if _are_different_places(body.places[:-1], other.places[:-1]):
        return "unrelated"  # 安阳市城关镇 and 河南省开封市城关镇
    if other.is_government:
        return "same" if body.is_government else "government"
    if body.is_government:
        return "subordinate"
    similarity = office_similarity(body.office, other.office)
    if similarity >= _SAME_OFFICE:
        return "same"
    return "sibling" if similarity < _OTHER_OFFICE else "unclear"


def _are_different_places(around: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two chains of places differ on a level that both name.

    A name may omit a level: 湖北省某县, 市某县.
    """
    by_level = {find_level(place): place for place in around}
    return any(by_level.get(find_level(place), place) != place for place in other)


def office_similarity(office: str, other: str) -> float:
    """Return the share of the shorter office name that the longer one has, in the same order.

    发改局 and 发展和改革委员会 have similarity 1, since common words (局, 委员会) do not count.
    """
    names = (_COMMON_WORDS.sub("", office), _COMMON_WORDS.sub("", other))
    short, long = sorted(names, key=len)
    if not short:
        return float(not long)
    blocks = SequenceMatcher(None, short, long, False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(short)
