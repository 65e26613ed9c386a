"""Text that style sheets add: `::before` and `::after`, counters, the numbers of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.language.numerals import spell_chinese_numeral, spell_roman_numeral

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_QUOTES = ("“", "”", "‘", "’")
_LONGEST = 2000  # Characters of the longest text that is added.
_MOST_COUNTED = 10**9  # The largest number of a counter.
_BULLETS = frozenset("none disc circle square disclosure-open disclosure-closed".split())
_HAN = frozenset(
    "cjk-ideographic simp-chinese-informal trad-chinese-informal simp-chinese-formal "
    "trad-chinese-formal cjk-decimal japanese-informal hanja".split()
)
_LARGEST_ROMAN = 3999
_SYMBOLS = {
    "cjk-earthly-branch": "子丑寅卯辰巳午未申酉戌亥", "cjk-heavenly-stem": "甲乙丙丁戊己庚辛壬癸",
    "lower-alpha": "abcdefghijklmnopqrstuvwxyz", "lower-latin": "abcdefghijklmnopqrstuvwxyz",
    "upper-alpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "upper-latin": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lower-greek": "αβγδεζηθικλμνξοπρστυφχψω",
}  # fmt: skip
# Characters that a document cannot have.
_WRONG = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIST_ITEM = "list-item"
_CALLS = ("attr", "counter", "counters")


@dataclass(slots=True)
class Counters:
    """The counters of a page and the quotes that are open, as elements are entered and left."""

    scopes: list[dict[str, list[int]]] = field(default_factory=lambda: [{}])
    open_quotes: int = 0

    def enter(self) -> None:
        """Enter an element: counters that are reset in it end with it."""
        self.scopes.append({})

    def leave(self) -> None:
        """Leave an element."""
        self.scopes.pop()

    def reset(self, name: str, value: int) -> None:
        """Start a counter among the children of the element that is open."""
        self.scopes[-1][name] = [value]

    def add(self, name: str, value: int) -> None:
        """Add to the innermost counter of a name."""
        counter = self._find(name)
        counter[0] = max(-_MOST_COUNTED, min(_MOST_COUNTED, counter[0] + value))

    def set(self, name: str, value: int) -> None:
        """Set the innermost counter of a name."""
        self._find(name)[0] = value

    def _find(self, name: str) -> list[int]:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return self.scopes[-1].setdefault(name, [0])

    def values(self, name: str) -> list[int]:
        """The values of all counters of a name, the outermost first."""
        return [scope[name][0] for scope in self.scopes if name in scope] or [0]


def count_element(
    element: HtmlElement, values: Mapping[str, str], counters: Counters, is_item: bool
) -> None:
    """Change the counters as an element declares. The element is entered next."""
    for name, value in _read_counters(values.get("counter-reset", ""), 0):
        counters.reset(name, value)
    if is_item:
        _count_item(element, counters)
    for name, value in _read_counters(values.get("counter-increment", ""), 1):
        counters.add(name, value)
    for name, value in _read_counters(values.get("counter-set", ""), 0):
        counters.set(name, value)


def start_list(element: HtmlElement, counters: Counters) -> None:
    """Start the numbers of a list, whose element has been entered."""
    items = [child for child in element if child.tag == "li"]
    is_reversed = element.tag == "ol" and element.get("reversed") is not None
    start = _read_number(element.get("start")) if element.tag == "ol" else None
    if start is None:
        start = len(items) if is_reversed else 1
    counters.reset(_LIST_ITEM, start + 1 if is_reversed else start - 1)


def _count_item(element: HtmlElement, counters: Counters) -> None:
    parent = element.getparent()
    is_reversed = parent is not None and parent.tag == "ol" and parent.get("reversed") is not None
    value = _read_number(element.get("value")) if element.tag == "li" else None
    if value is None:
        counters.add(_LIST_ITEM, -1 if is_reversed else 1)
    else:
        counters.set(_LIST_ITEM, value)


def _read_number(attribute: str | None) -> int | None:
    digits = (attribute or "").strip()
    is_number = digits.lstrip("+-").isdecimal() and len(digits) < 10
    return int(digits) if is_number and digits.isascii() else None


@lru_cache(maxsize=512)
def _read_counters(value: str, default: int) -> tuple[tuple[str, int], ...]:
    words = value.split()
    pairs = [
        (word, int(after) if after.lstrip("+-").isdecimal() and len(after) < 10 else default)
        for word, after in zip(words, [*words[1:], ""], strict=False)
        if word != "none" and not word.lstrip("+-").isdecimal()
    ]
    return tuple(pairs)


def write_marker(list_type: str, counters: Counters) -> str:
    """The number or sign before an item of a list; bullets are left out."""
    if list_type in _BULLETS:
        return ""
    if list_type[:1] in ("'", '"'):
        written = "".join(str(token.value) for token in _read_content(list_type))
        return _WRONG.sub(PICTURE_MARK, written)
    number = format_counter(counters.values(_LIST_ITEM)[-1], list_type)
    return number + ("、" if list_type in _HAN else ". ")


def format_counter(number: int, style: str) -> str:
    """A number in a style of counters; a bullet for styles that have no numbers."""
    name = style.lower()
    if name in _BULLETS:
        return "" if name == "none" else "•"
    if name in _HAN and number >= 0:
        return spell_chinese_numeral(number)
    if name == "decimal-leading-zero":
        return f"{number:03d}" if number < 0 else f"{number:02d}"
    if "roman" in name and 0 < number <= _LARGEST_ROMAN:
        spelled = spell_roman_numeral(number)
        return spelled if name.startswith("lower") else spelled.upper()
    if name in _SYMBOLS and number > 0:
        return _write_symbols(number, _SYMBOLS[name])
    return str(number) if name == "decimal" or name in _HAN | set(_SYMBOLS) else PICTURE_MARK


def _write_symbols(number: int, symbols: str) -> str:
    text = ""
    while number > 0:
        number, place = divmod(number - 1, len(symbols))
        text = symbols[place] + text
    return text


def write_content(value: str, element: HtmlElement, quotes: str, counters: Counters) -> str | None:
    """The text of `content`, None where nothing is added. Pictures are marks."""
    if value in ("", "none", "normal"):
        return None
    pieces = (_write_piece(token, element, quotes, counters) for token in _read_content(value))
    return _WRONG.sub(PICTURE_MARK, "".join(pieces)[:_LONGEST])


@lru_cache(maxsize=512)
def _read_content(value: str) -> tuple[Any, ...]:
    """The parts of `content`, without the alternative text after a slash."""
    import tinycss2

    tokens = tinycss2.parse_component_value_list(value, skip_comments=True)
    shown = []
    for token in tokens:
        if token.type == "literal" and token.value == "/":
            break
        if token.type != "whitespace":
            shown.append(token)
    return tuple(shown)


def _write_piece(token: Any, element: HtmlElement, quotes: str, counters: Counters) -> str:
    if token.type == "string":
        return str(token.value)
    is_call = token.type == "function"
    if token.type == "url" or (is_call and token.lower_name not in _CALLS):
        return PICTURE_MARK
    if is_call:
        return _call(token.lower_name, list(_words(token.arguments)), element, counters)
    if token.type == "ident" and token.lower_value.endswith("quote"):
        return _write_quote(token.lower_value, quotes, counters)
    return ""


def _words(tokens: Sequence[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("ident", "string"):
            yield str(token.value)


def _call(name: str, words: list[str], element: HtmlElement, counters: Counters) -> str:
    if not words:
        return ""
    if name == "attr":
        fallback = words[-1] if len(words) > 1 else ""
        return str(element.get(words[0].lower(), element.get(words[0], fallback)))
    values = counters.values(words[0])
    if name == "counters":
        style = words[2] if len(words) > 2 else "decimal"
        joint = words[1] if len(words) > 1 else "."
        return joint.join(format_counter(value, style) for value in values)
    return format_counter(values[-1], words[1] if len(words) > 1 else "decimal")


def _write_quote(name: str, quotes: str, counters: Counters) -> str:
    marks = tuple(token.value for token in _read_content(quotes) if token.type == "string")
    marks = marks if len(marks) >= 2 else () if quotes == "none" else _QUOTES
    is_opening = name.endswith("open-quote")
    if not is_opening:
        counters.open_quotes = max(0, counters.open_quotes - 1)
    depth = 2 * min(counters.open_quotes, max(0, len(marks) // 2 - 1))
    if is_opening:
        counters.open_quotes += 1
    if name.startswith("no-") or not marks:
        return ""
    return str(marks[depth if is_opening else depth + 1])
