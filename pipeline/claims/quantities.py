"""Quantities in running text: their spelling, their units, and words that mean zero.

`1,234件`, `１２３４件`, `十二件`, `1.2万余条` and `20至30件` are one quantity each. Dates, numbers
of documents and telephones, articles of law and list items are found as well, as other kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gouji.pipeline.language.numerals import parse_cell

QuantityKind = Literal["count", "zero", "percent", "date", "ordinal", "code", "measure"]

# Words for counted things, as alternatives of a pattern.
COUNTED = "件次|条次|件|条|项|次|个|份|起|宗|篇|期|部(?![分门署委])|例|封|则|桩|单|案|件案"
# Words for what claims do not count: money, people, places, documents.
_MEASURES = (
    "个工作日|工作日|个百分点|百分点|人次|场次|批次|万元|亿元|千元|元|平方米|公里|小时|分钟|天|人|名|位|家|户|场|批|"
    "类|册|张|处|所|支|辆|幅|款|页|字|套|轮|倍|届|岁|级|室|栋|本|卷|段|台|座|组|队|村|镇|乡|县|市|省|区|"
    "门|科|股|站|点|分(?!别)|种|方面|大|板块|领域|栏目|平台|渠道|字节|粉丝"
)
_DATES = "周年|年|月|日|号|时"
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d+)(?:\.\d+)?"
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]+"
# White space inside a quantity, which never goes beyond the end of a line.
_GAP = r"[^\S\n]?"
_SCALE = rf"(?:{_GAP}[余多]?[万亿])?"
_DASH = rf"(?:{_GAP}(?:[-—–~至到]|--){_GAP})"
# The first characters of numbers and of words of zero. Matching only there is four times as fast.
_NUMBER_START = re.compile("[0-9零〇一二两三四五六七八九十百千万亿]")
_ZERO_START = re.compile("[未没无不零]")
# A word before a figure that makes it approximate.
_ABOUT = re.compile(r"(?:约为?|近|超过?|超出|不足|不到|至少|逾)\s?$")
# A figure with its unit: a percentage, a range, digits or Chinese numerals.
_NUMBER = re.compile(
    rf"(?P<figure>(?P<percent>百分之)?(?:(?P<low>{_DIGITS}{_SCALE})"
    rf"(?:{_DASH}(?P<high>{_DIGITS}{_SCALE}))?|(?P<numeral>{_NUMERAL})))"
    rf"{_GAP}(?P<more>[余多来几](?!个月))?{_GAP}"
    rf"(?:(?P<sign>%|‰)|(?P<counted>(?:{COUNTED}))|(?P<measure>{_MEASURES})|(?P<date>{_DATES}))?"
    rf"(?P<odd>左右|以上|上下|以内)?"
)
# What a word of zero may negate: 无 and 没有 mean zero only before one of these.
_OBJECT = (
    "任何|下年|下一年|次年|单位|组织|企业|法人|人[一-鿿]{0,6}?(?:申请|提)|新收|新增|上年|上一年|上年度|去年|往年|历史|跨年|结转|依申请|依法申请|政府信息|政务信息|"
    "信息公开|公开申请|申请|收到|因|由于|关于|行政复议|行政诉讼|复议|诉讼|针对|涉及|该项|该类|此类|有关|相关|公民|"
    "群众|社会|个人|本|由|被|提起|引发|引起|涉|一[件例起宗]|在办|受理|书面|当面|信函|公众"
)
# Words that mean zero without a figure: 未收到, 没有接到过, 无…, 不存在, 为零.
_ZERO = re.compile(
    r"(?P<word>无(?:收到|接到|受理|发生)过?|(?:未|没有|没)(?:曾|有过|有|再)?"
    r"(?:接收受理|接收到|收到|接到|接收|接获|接受|受理|新收|发生|出现|产生|引发|引起|招致|涉及|结转|存在|办理(?![完结])|收受)过?"
    rf"|(?<!信息)(?<!资料)不存在(?!\s*\d)|不涉及(?!\s*\d)|未(?=因|被(?:申请|提起|复议|起诉|诉))|未有(?={_OBJECT})|没有(?={_OBJECT})|(?<![全毫绝])无(?={_OBJECT})|(?<=[为是数])零(?![一-鿿])"
    "|零(?=申请|复议|诉讼|结转)|(?<=[为数量：:])无(?=[,。;，；、\n]|$))"
    "(?:一[件例起宗份项条])?"  # 无一例 and 没有一件 state zero, not one
)
# The mark that closes the number of a list item.
_ITEM_MARK = re.compile(r"\s?[、.．)）]")
# Text before and behind a number that makes it a code: part of a web address, a hotline.
_CODE_BEFORE = re.compile(r"(?:[A-Za-z0-9_./@=?&〔\[【-]|\d:)$")
_CODE_BEHIND = re.compile(
    r"[A-Za-z_/@〕\]】]|-\d|\.[a-zA-Z]|:\d|热线|政务(?:服务)?(?:便民)?热线|市民"
)
# Text before the number of a table, a picture or an enclosure: 表3.
_CAPTION_BEFORE = re.compile(r"(?:表|图|附件|附录)\s?$")
# Text before a telephone number or a postcode.
_CONTACT_BEFORE = re.compile(r"(?:邮编|编码|电话|传真|热线|专线|号码|账号)[:为是]?\s?$")
# Dashes behind a figure without a unit: the empty cells of a row of a table.
_EMPTY_CELLS = re.compile(r"\s?[-—–]\s?[-—–]")
# Characters before the number of an item or a heading, white space and marks of Markdown included.
_BEFORE_ITEM = " \t(（#*_>·•"
# The number of a hotline, which names its platform: 12345平台.
_HOTLINE = re.compile(r"1[02-9]\d{3}")
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8)}
# Digits of the longest number without a unit that is a count.
_MOST_COUNT_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit, or a word of zero; offsets are those of the searched text.

    text[start:end] is the figure alone, `unit_end` the end of its unit. A range has its lower end
    as `value` and is `approximate`.
    """

    start: int
    end: int
    unit_end: int
    value: Decimal
    kind: QuantityKind
    unit: str | None = None
    approximate: bool = False

    @property
    def may_claim(self) -> bool:
        """Whether it may be the figure of a claim."""
        return self.kind in ("count", "zero")


def find_quantities(text: str, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """Return every quantity in the folded text[start:end], in reading order."""
    last = len(text) if end is None else end
    zeros = list(_find_zeros(text, start, last))
    taken = {index for zero in zeros for index in range(zero.start, zero.unit_end)}
    numbers = (number for number in _find_numbers(text, start, last) if number.start not in taken)
    return tuple(sorted((*zeros, *numbers), key=lambda quantity: quantity.start))


def _find_zeros(text: str, start: int, end: int) -> Iterator[Quantity]:
    for match in _find_matches(_ZERO, _ZERO_START, text, start, end):
        yield Quantity(match.start(), match.end("word"), match.end(), Decimal(0), "zero")


def _find_numbers(text: str, start: int, end: int) -> Iterator[Quantity]:
    for match in _find_matches(_NUMBER, _NUMBER_START, text, start, end):
        quantity = _read_numeral(match) if match["numeral"] else _read_digits(match)
        if quantity is not None:
            yield quantity


def _find_matches(
    pattern: re.Pattern[str], first_character: re.Pattern[str], text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """Yield every match of `pattern`, trying only where `first_character` matches."""
    position = start
    while found := first_character.search(text, position, end):
        match = pattern.match(text, found.start(), end)
        position = match.end() if match else found.end()
        if match:
            yield match


def _read_numeral(match: re.Match[str]) -> Quantity | None:
    """Return a number in Chinese numerals, which must have a unit: 一是 and 第三 have none."""
    if not (match["counted"] or match["measure"] or match["date"] or match["percent"]):
        return None
    numeral = match["numeral"].replace("两", "二").replace("〇", "零")
    value = parse_cell(numeral + "件", "count").value
    return None if value is None else _to_quantity(match, value)


def _read_digits(match: re.Match[str]) -> Quantity:
    high = match["high"]
    is_range = bool(high) and _is_ascending(match["low"], high)
    return _to_quantity(match, _parse_digits(match["low"]), is_range=is_range)


def _is_ascending(low: str, high: str) -> bool:
    """Whether two numbers joined by a dash are a range; a telephone number is none."""
    return not high.startswith("0") and _parse_digits(low) < _parse_digits(high)


def _parse_digits(digits: str) -> Decimal:
    plain = digits.replace(",", "")
    if plain[-1] not in _SCALES:
        return Decimal(plain)
    number = Decimal(plain.rstrip(" 余多万亿")) * _SCALES[plain[-1]]
    return Decimal(f"{number.normalize():f}")


def _to_quantity(match: re.Match[str], value: Decimal, *, is_range: bool = False) -> Quantity:
    text, start, end = match.string, match.start("figure"), match.end("figure")
    unit = match["counted"] or match["measure"] or match["date"]
    has_word_before = bool(_ABOUT.search(text[max(0, start - 3) : start]))
    has_word_inside = "余" in match["figure"] or "多" in match["figure"]
    has_word_behind = bool(match["more"] or match["odd"])
    is_approximate = has_word_before or has_word_inside or has_word_behind or is_range
    return Quantity(start, end, match.end(), value, _find_kind(match), unit, is_approximate)


def _find_kind(match: re.Match[str]) -> QuantityKind:
    text, start, end = match.string, match.start("figure"), match.end("figure")
    before, behind = text[max(0, start - 3) : start], text[end : end + 8]
    has_unit = bool(match["counted"] or match["measure"] or match["date"])
    if before.endswith("第") or match["measure"] == "届":
        return "ordinal"
    if not has_unit and _CAPTION_BEFORE.search(before):
        return "ordinal"
    if match["sign"] or match["percent"]:
        return "percent"
    if _CODE_BEFORE.search(before) or _CODE_BEHIND.match(behind):
        return "code"
    if not has_unit and _CONTACT_BEFORE.search(text, max(0, start - 6), start):
        return "code"
    if match["measure"] == "平台" and _HOTLINE.fullmatch(match["figure"]):
        return "code"
    if match["date"]:
        return "date"
    if match["measure"]:
        return "measure"
    if not has_unit and (_EMPTY_CELLS.match(behind) or _is_falling(match)):
        return "code"
    if not match["counted"] and (_is_item_number(text, start, end) or _is_code(match)):
        return "code"
    return "count"


def _is_item_number(text: str, start: int, end: int) -> bool:
    """Whether a number is that of a list item: 1. 2、 (3), first on a line or after a stop."""
    before = text[:start].rstrip(_BEFORE_ITEM)[-1:]
    return bool(_ITEM_MARK.match(text, end)) and before in ("", "\n", "。", ";", "；", ":", "：")


def _is_falling(match: re.Match[str]) -> bool:
    """Whether two numbers joined by a dash are no range: 表4-1."""
    return bool(match["high"]) and not _is_ascending(match["low"], match["high"])


def _is_code(match: re.Match[str]) -> bool:
    """Whether a number without a unit is too long for a count, or begins with 0."""
    figure = match["figure"]
    has_leading_zero = len(figure) > 1 and figure[0] == "0"
    return match["numeral"] is None and (len(figure) > _MOST_COUNT_DIGITS or has_leading_zero)
