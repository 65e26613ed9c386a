"""Numbers that Word makes itself before the paragraphs of a list or the headings of a report."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.package import attribute, local_name, to_int
from gouji.pipeline.ingest.office.word_print.properties import Styles, properties_of
from gouji.pipeline.language.numerals import spell_chinese_numeral, spell_roman_numeral

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The attribute of a paragraph that holds its number.
NUMBER = "gouji-number"
_PLACE = re.compile("%([1-9])")
_LARGEST = 9999
_LEGAL = str.maketrans("一二三四五六七八九十百千零", "壹贰叁肆伍陆柒捌玖拾佰仟零")


class _Level(NamedTuple):
    """A level of a list: its first number, how it is spelt, and the text around it."""

    start: int
    spelling: str
    text: str
    is_legal: bool  # the numbers of all levels are in digits


@dataclass(slots=True)
class _List:
    """A list: its levels, and the number that each level has reached."""

    levels: Mapping[int, _Level]
    reached: dict[int, int] = field(default_factory=dict)

    def count(self, level: int) -> str:
        """The number of the next paragraph of a level."""
        self.reached[level] = self.reached.get(level, self.levels[level].start - 1) + 1
        for deeper in [one for one in self.reached if one > level]:
            del self.reached[deeper]
        return _PLACE.sub(
            lambda place: self._spell(int(place[1]) - 1, level), self.levels[level].text
        )

    def _spell(self, level: int, shown: int) -> str:
        if level not in self.levels:
            return ""
        found = self.levels[level]
        spelling = "decimal" if self.levels[shown].is_legal else found.spelling
        return _spell(min(self.reached.get(level, found.start), _LARGEST), spelling)


def write_numbers(body: Element, numbering: Element | None, styles: Styles) -> None:
    """Give each numbered paragraph its number, as the attribute NUMBER."""
    if numbering is None:
        return
    lists = _Lists(numbering)
    for paragraph in body.iter("{*}p"):
        place = _find_place(paragraph, styles)
        number = lists.count(*place) if place else ""
        if number:
            paragraph.set(NUMBER, number + _find_gap(number, paragraph))


def _find_place(paragraph: Element, styles: Styles) -> tuple[str, int] | None:
    """The list of a paragraph and the level in it, by itself or by its style."""
    direct = properties_of(paragraph, "pPr")
    style = styles.of_style(styles.find_style(direct), "pPr")
    if "del" in _properties_of_mark(direct):
        return None
    numbered = direct.get("numpr", style.get("numpr"))
    if numbered is None:
        return None
    given = {local_name(each): attribute(each, "val") or "" for each in numbered}
    by_style = style.get("numpr")
    if "numId" not in given and by_style is not None:
        given = {**{local_name(each): attribute(each, "val") or "" for each in by_style}, **given}
    return given.get("numId", "0"), to_int(given.get("ilvl"))


def _properties_of_mark(paragraph: Mapping[str, Element]) -> dict[str, Element]:
    """The properties of the mark at the end of a paragraph."""
    mark = paragraph.get("rpr")
    return {} if mark is None else {local_name(each).lower(): each for each in mark}


class _Lists:
    """The lists of a file by the ids that paragraphs name."""

    def __init__(self, root: Element) -> None:
        kinds = {
            attribute(one, "abstractNumId"): one for one in root if local_name(one) == "abstractNum"
        }
        self._shared = {name: _List(_read_levels(one)) for name, one in kinds.items()}
        self._lists: dict[str | None, _List] = {}
        for number in (one for one in root if local_name(one) == "num"):
            self._lists[attribute(number, "numId")] = self._find_list(number)

    def _find_list(self, number: Element) -> _List:
        """Lists of one kind count on, unless one of them begins anew."""
        names = [attribute(one, "val") for one in number if local_name(one) == "abstractNumId"]
        shared = self._shared.get(names[0] if names else None, _List({}))
        changes = [one for one in number if local_name(one) == "lvlOverride"]
        if not changes:
            return shared
        levels = dict(shared.levels)
        for change in changes:
            level = to_int(attribute(change, "ilvl"))
            levels |= _read_levels(change)
            starts = [attribute(one, "val") for one in change if local_name(one) == "startOverride"]
            if starts and level in levels:
                levels[level] = levels[level]._replace(start=to_int(starts[0]))
        return _List(levels)

    def count(self, name: str, level: int) -> str:
        """The number of the next paragraph of a list."""
        found = self._lists.get(name)
        return found.count(level) if found is not None and level in found.levels else ""


def _read_levels(element: Element) -> dict[int, _Level]:
    return {
        to_int(attribute(one, "ilvl")): _read_level(one)
        for one in element
        if local_name(one) == "lvl"
    }


def _read_level(element: Element) -> _Level:
    found = {local_name(each): each for each in element}
    spelling = attribute(found.get("numFmt"), "val") or "decimal"
    text = attribute(found.get("lvlText"), "val") or ""
    is_legal = "isLgl" in found and attribute(found["isLgl"], "val") not in ("0", "false")
    start = to_int(attribute(found.get("start"), "val"), 1)
    return _Level(start, spelling, "" if spelling in ("bullet", "none") else text, is_legal)


def _spell_letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if count else ""


def _spell_at(first: str, most: int) -> Callable[[int], str]:
    """Spellings that are one character each, from `first` on."""
    return lambda count: chr(ord(first) + count - 1) if 0 < count <= most else str(count)


def _pick(characters: str) -> Callable[[int], str]:
    return lambda count: characters[(count - 1) % len(characters)]


_CHINESE = ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting",
            "taiwaneseCountingThousand", "ideographDigital", "koreanDigital2")  # fmt: skip
_SPELLINGS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE, spell_chinese_numeral),
    "chineseLegalSimplified": lambda count: spell_chinese_numeral(count).translate(_LEGAL),
    "ideographLegalTraditional": lambda count: spell_chinese_numeral(count).translate(_LEGAL),
    "decimalEnclosedCircle": _spell_at("①", 20),
    "decimalEnclosedCircleChinese": _spell_at("①", 20),
    "decimalEnclosedParen": _spell_at("⑴", 20),
    "decimalEnclosedFullstop": _spell_at("⒈", 20),
    "ideographEnclosedCircle": _spell_at("㊀", 10),
    "ideographTraditional": _pick("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _pick("子丑寅卯辰巳午未申酉戌亥"),
    "decimalZero": "{:02d}".format,
    "lowerRoman": spell_roman_numeral,
    "upperRoman": lambda count: spell_roman_numeral(count).upper(),
    "lowerLetter": _spell_letter,
    "upperLetter": lambda count: _spell_letter(count).upper(),
}


def _spell(count: int, spelling: str) -> str:
    return _SPELLINGS.get(spelling, str)(count) if count > 0 else str(count)


def _find_gap(number: str, paragraph: Element) -> str:
    """A space between a number and a text that would be read as one with it."""
    text = next((each.text for each in paragraph.iter("{*}t") if each.text), "")
    is_open = number[-1:].isascii() and number[-1:].isalnum()
    return " " if is_open or text[:1].isdigit() else ""
