"""Quantities in running text: how they are spelled, what they count, and words that say zero.

`1,234件`, `１２３４件`, `十二件`, `1.2万余条` and `20至30件` are one quantity each. Dates, document
and telephone numbers, articles of law and list items are found as well, told apart by their kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gouji.pipeline.language.numerals import parse_cell

Kind = Literal["count", "zero", "percent", "date", "ordinal", "code", "measure"]

COUNTED = "件次|条次|件|条|项|次|个|份|起|宗|篇|期|部(?![分门署委])|例|封|则|桩|单|案|件案"
_MEASURES = (
    "个工作日|工作日|个百分点|百分点|人次|场次|批次|万元|亿元|千元|元|平方米|公里|小时|分钟|天|人|名|位|家|户|场|批|"
    "类|册|张|处|所|支|辆|幅|款|页|字|套|轮|倍|届|岁|级|室|栋|本|卷|段|台|座|组|队|村|镇|乡|县|市|省|区|"
    "门|科|股|站|点|分(?!别)|种|方面|大|板块|领域|栏目|平台|渠道|字节|粉丝"
)
_DATES = "周年|年|月|日|号|时"
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}(?!\d)|\d+)(?:\.\d+)?"
_WORDS = "[零〇一二两三四五六七八九十百千万亿]+"
_GAP = r"[^\S\n]?"  # no figure goes on behind the end of its line
_SCALE = rf"(?:{_GAP}[余多]?[万亿])?"
_DASH = rf"(?:{_GAP}(?:[-—–~至到]|--){_GAP})"
# Where a number or a word of zero can begin: to look there only is four times as fast.
_NUMERAL = re.compile("[0-9零〇一二两三四五六七八九十百千万亿]")
_NEGATION = re.compile("[未没无不零]")
_ABOUT = re.compile(r"(?:约为?|近|超过?|超出|不足|不到|至少|逾)\s?$")
_NUMBER = re.compile(
    rf"(?P<figure>(?P<percent>百分之)?(?:(?P<low>{_DIGITS}{_SCALE})"
    rf"(?:{_DASH}(?P<high>{_DIGITS}{_SCALE}))?|(?P<words>{_WORDS})))"
    rf"{_GAP}(?P<more>[余多来几](?!个月))?{_GAP}"
    rf"(?:(?P<sign>%|‰)|(?P<counted>(?:{COUNTED}))|(?P<measure>{_MEASURES})|(?P<date>{_DATES}))?"
    rf"(?P<odd>左右|以上|上下|以内)?"
)
# What has no figure and still says that there was nothing: 未收到, 没有接到过, 无…, 不存在, 为零.
_OBJECT = (
    "任何|下年|下一年|次年|单位|组织|企业|法人|人(?:申请|提)|新收|新增|上年|上一年|上年度|去年|往年|历史|跨年|结转|依申请|依法申请|政府信息|政务信息|"
    "信息公开|公开申请|申请|收到|因|由于|关于|行政复议|行政诉讼|复议|诉讼|针对|涉及|该项|该类|此类|有关|相关|公民|"
    "群众|社会|个人|本|由|被|提起|引发|一[件例起宗]|在办|受理|书面|当面|信函|公众"
)
_ZERO = re.compile(
    r"(?P<word>无(?:收到|接到|受理|发生)过?|(?:未|没有|没)(?:曾|有过|有|再)?"
    r"(?:接收受理|接收到|收到|接到|接收|接获|接受|受理|新收|发生|出现|产生|引发|涉及|结转|存在|办理(?![完结])|收受)过?"
    rf"|(?<!信息)(?<!资料)不存在|不涉及|未(?=因|被(?:申请|提起|复议|起诉|诉))|未有(?={_OBJECT})|没有(?={_OBJECT})|(?<![全毫绝])无(?={_OBJECT})|(?<=[为是数])零(?![一-鿿])"
    "|零(?=申请|复议|诉讼|结转)|(?<=[为数量：:])无(?=[,。;，；、\n]|$))"
    "(?:一[件例起宗份项条])?"  # 无一例 and 没有一件 say nothing of one
)
_DOTTED = re.compile(r"\s?[、.．)）]")
_CODE_BEFORE = re.compile(r"(?:[A-Za-z0-9_./@=?&〔\[【-]|\d:)$")
_CODE_BEHIND = re.compile(
    r"[A-Za-z_/@〕\]】]|-\d|\.[a-zA-Z]|:\d|热线|政务(?:服务)?(?:便民)?热线|市民"
)
_SERVICE = re.compile(r"1[02-9]\d{3}")  # 12345平台 is known by the number that one calls
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit word, or a word of zero; offsets are those of the searched text.

    `start` and `end` hold the figure alone, `stop` is behind its unit. A range has its lower end
    as `value` and is `approximate`.
    """

    start: int
    end: int
    stop: int
    value: Decimal
    kind: Kind
    unit: str | None = None
    approximate: bool = False

    @property
    def may_claim(self) -> bool:
        """Whether it can count what a claim is about."""
        return self.kind in ("count", "zero")


def find_quantities(text: str, first: int = 0, last: int | None = None) -> tuple[Quantity, ...]:
    """Every quantity in the folded text[first:last], in reading order."""
    end = len(text) if last is None else last
    zeros = list(_find_zeros(text, first, end))
    taken = {at for one in zeros for at in range(one.start, one.stop)}
    numbers = (one for one in _find_numbers(text, first, end) if one.start not in taken)
    return tuple(sorted((*zeros, *numbers), key=lambda one: one.start))


def _find_zeros(text: str, first: int, last: int) -> Iterator[Quantity]:
    for found in _matches(_ZERO, _NEGATION, text, first, last):
        yield Quantity(found.start(), found.end("word"), found.end(), Decimal(0), "zero")


def _find_numbers(text: str, first: int, last: int) -> Iterator[Quantity]:
    for found in _matches(_NUMBER, _NUMERAL, text, first, last):
        quantity = _read_words(found) if found["words"] else _read_digits(found)
        if quantity is not None:
            yield quantity


def _matches(
    pattern: re.Pattern[str], begin: re.Pattern[str], text: str, first: int, last: int
) -> Iterator[re.Match[str]]:
    """Every match of `pattern`, all of which begin where `begin` matches."""
    at = first
    while start := begin.search(text, at, last):
        found = pattern.match(text, start.start(), last)
        at = found.end() if found else start.end()
        if found:
            yield found


def _read_words(found: re.Match[str]) -> Quantity | None:
    """Chinese numerals count only with a unit: 一是, 第三 and 五公开 are no quantities."""
    if not (found["counted"] or found["measure"] or found["date"] or found["percent"]):
        return None
    words = found["words"].replace("两", "二").replace("〇", "零")
    _, value = parse_cell(words + "件", "count")
    return None if value is None else _quantity(found, value)


def _read_digits(found: re.Match[str]) -> Quantity:
    high = found["high"]
    if high and not _rises(found["low"], high):
        high = None
    return _quantity(found, _number(found["low"]), ranged=high is not None)


def _rises(low: str, high: str) -> bool:
    """Whether two numbers joined by a dash are a range, rather than a telephone number."""
    return not high.startswith("0") and _number(low) < _number(high)


def _number(digits: str) -> Decimal:
    plain = digits.replace(",", "")
    if plain[-1] not in _SCALES:
        return Decimal(plain)
    number = Decimal(plain.rstrip(" 余多万亿")) * _SCALES[plain[-1]]
    return Decimal(f"{number.normalize():f}")


def _quantity(found: re.Match[str], value: Decimal, ranged: bool = False) -> Quantity:
    text, start, end = found.string, found.start("figure"), found.end("figure")
    unit = found["counted"] or found["measure"] or found["date"]
    about = _ABOUT.search(text[max(0, start - 3) : start])
    inner = "余" in found["figure"] or "多" in found["figure"]
    approximate = bool(about or found["more"] or found["odd"] or inner or ranged)
    return Quantity(start, end, found.end(), value, _kind(text, found), unit, approximate)


def _kind(text: str, found: re.Match[str]) -> Kind:
    start, end = found.start("figure"), found.end("figure")
    before, behind = text[max(0, start - 2) : start], text[end : end + 8]
    if before.endswith("第") or found["measure"] == "届":
        return "ordinal"
    if found["sign"] or found["percent"]:
        return "percent"
    if _CODE_BEFORE.search(before) or _CODE_BEHIND.match(behind):
        return "code"
    if found["measure"] == "平台" and _SERVICE.fullmatch(found["figure"]):
        return "code"
    if found["date"]:
        return "date"
    if found["measure"]:
        return "measure"
    if not found["counted"] and (_is_item(text, start, end) or _is_code(found)):
        return "code"
    return "count"


def _is_item(text: str, start: int, end: int) -> bool:
    """1. 2、 (3) at the beginning of a line or behind a mark."""
    before = text[:start].rstrip(" \t(（")[-1:]
    return bool(_DOTTED.match(text, end)) and before in ("", "\n", "。", ";", "；", ":", "：")


def _is_code(found: re.Match[str]) -> bool:
    figure = found["figure"]
    return found["words"] is None and (len(figure) > 7 or (len(figure) > 1 and figure[0] == "0"))
