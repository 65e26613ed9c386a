"""What scripts of a page write into it: their text is not at hand, and no cell of it is blank."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Calls and assignments that change the text of elements.
_WRITES = re.compile(
    r"\b(?:innerHTML|outerHTML|innerText|textContent|nodeValue|insertAdjacentHTML|createTextNode"
    r"|replaceChildren|replaceWith|\.append|insertRow|insertCell)\b|\.(?:html|text|val|append|prepend)\s*\("
    r"|document\s*\.\s*write"
)
# Writing of a table as a whole.
_TABLE = re.compile(
    r"<t(?:able|r|d|body)\b|insertRow|insertCell|createElement\(\s*['\"](?:table|tr|td|tbody)['\"]",
    re.IGNORECASE,
)
# Where a script looks for any cells.
_ANY_CELL = re.compile(
    r"(?:querySelectorAll|getElementsByTagName|\$)\s*\(\s*['\"][^'\"]*\b(?:td|tr|table|tbody)\b"
    r"|\.(?:rows|cells)\s*\["
)
_WRITES_HERE = "document.write"  # At the place of the script.
_NEAR = 300  # Characters after such a place in which what is found is written to.
# An element that is written to where it is found by its id.
_WRITTEN = re.compile(
    r"['\"`]#?([\w-]+)['\"`]\s*\)\s*\.\s*"
    r"(?:innerHTML|innerText|textContent|outerHTML|html\(|text\(|replaceWith|append)"
)
_LONGEST_CELL = 40  # Characters of the longest cell that is a figure.
_STRING = re.compile(r"'([^'\\\n]{1,200})'|\"([^\"\\\n]{1,200})\"|`([^`\\]{1,200})`")
_WORD = re.compile(r"[\w-]+")
_SCRIPT_TYPES = ("", "text/javascript", "application/javascript", "module", "text/ecmascript")
# Attributes with which templates fill an element.
_BINDINGS = frozenset(
    "v-text v-html ng-bind ng-bind-html x-text x-html :text data-bind data-ng-bind th:text".split()
)
_MOST_CHARACTERS = 500_000  # Characters of the scripts that are looked at.


def mark_scripted(root: HtmlElement, source: str) -> int:
    """Mark the cells that scripts fill. Returns the number of tables that they write."""
    if any(name in source for name in _BINDINGS):
        _mark_bindings(root)
    scripts = (script for script in root.iter("script") if _is_run(script))
    text = "\n".join(script.text or "" for script in scripts)[:_MOST_CHARACTERS]
    if not _WRITES.search(text):
        return 0
    written, names = frozenset(_WRITTEN.findall(text)), _find_names(text)
    fills_any = any(
        _WRITES.search(text, match.start(), match.end() + _NEAR)
        for match in _ANY_CELL.finditer(text)
    )
    for cell in root.xpath("//td[not(.//td)] | //th[not(.//td)]"):
        if any(_WRITES_HERE in (script.text or "") for script in cell.iter("script")):
            _mark(cell)
            continue
        content = "".join(cell.xpath(".//text()[not(parent::script)]")).strip()
        is_filled = _has_name(cell, names) or fills_any if not content else False
        if is_filled or (len(content) <= _LONGEST_CELL and _is_written(cell, written)):
            _mark(cell)
    return 1 if _TABLE.search(text) else 0


def _is_run(script: HtmlElement) -> bool:
    return (script.get("type") or "").strip().lower() in _SCRIPT_TYPES


def _find_names(text: str) -> AbstractSet[str]:
    """The words in the strings of a script: names of elements, classes and attributes."""
    strings = ("".join(match.groups("")) for match in _STRING.finditer(text))
    return frozenset(word for string in strings for word in _WORD.findall(string))


def _is_written(cell: HtmlElement, written: AbstractSet[str]) -> bool:
    """Whether a script writes to a cell, or to something in it, by its id."""
    return any(element.get("id") in written for element in cell.iter())


def _has_name(cell: HtmlElement, names: AbstractSet[str]) -> bool:
    """Whether a script names an empty cell, by its id, a class or an attribute."""
    words: set[str] = set()
    for element in cell.iter():
        data = {name: value for name, value in element.attrib.items() if name[:5] == "data-"}
        words.update(data, data.values(), (element.get("class") or "").split())
        words.add(element.get("id") or "")
    return not names.isdisjoint(words - {""})


def _mark(cell: HtmlElement) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.text = PICTURE_MARK


def _mark_bindings(root: HtmlElement) -> None:
    """Mark the elements of cells that a template fills."""
    for element in root.xpath("//td/descendant-or-self::*[@*]"):
        is_bound = not _BINDINGS.isdisjoint(element.attrib)
        if is_bound and not (element.text or "").strip():
            element.text = PICTURE_MARK
