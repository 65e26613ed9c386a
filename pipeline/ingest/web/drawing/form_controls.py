"""Fields of forms as text: what a reader sees in them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Types of fields that show no text.
_WITHOUT_TEXT = frozenset("hidden checkbox radio range color file image".split())
_BUTTONS = {"submit": "提交", "reset": "重置", "button": ""}
_SECRET = "•"


def read_control(element: HtmlElement) -> list[str] | None:
    """The lines that a field shows, None for an element that is no field."""
    if element.tag == "input":
        return [_read_input(element)]
    if element.tag == "textarea":
        text = "".join(element.itertext())
        return text.removeprefix("\n").splitlines() or [_read_placeholder(element)]
    if element.tag == "select":
        return _read_select(element)
    return None


def _read_input(field: HtmlElement) -> str:
    kind = (field.get("type") or "text").strip().lower()
    value = field.get("value") or ""
    if kind in _WITHOUT_TEXT:
        return ""
    if kind == "password":
        return _SECRET * len(value)
    if kind in _BUTTONS:
        return str(field.get("value", _BUTTONS[kind]))
    if kind == "number" and not _is_number(value):
        value = ""
    return "".join(value.splitlines()) or _read_placeholder(field)


def _is_number(value: str) -> bool:
    """Whether a field for numbers shows a value: it takes no other sign, and no space."""
    try:
        return value.isascii() and "_" not in value and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _read_placeholder(field: HtmlElement) -> str:
    """The hint in an empty field, after a mark: a figure in it is no value."""
    hint = (field.get("placeholder") or "").strip()
    return PICTURE_MARK + hint if hint else ""


def _read_select(field: HtmlElement) -> list[str]:
    """The chosen option of a list, or all options of a list that shows several."""
    options = list(field.iter("option"))
    rows = (field.get("size") or "1").strip()
    if field.get("multiple") is not None or (rows.isdecimal() and int(rows[:4]) > 1):
        return [text for option in options if (text := _read_option(option))]
    chosen = [option for option in options if option.get("selected") is not None]
    enabled = list(_find_enabled(options))
    shown = chosen[-1:] or enabled[:1]
    return [_read_option(shown[0])] if shown else [""]


def _find_enabled(options: list[HtmlElement]) -> Iterator[HtmlElement]:
    for option in options:
        group = option.getparent()
        is_disabled = option.get("disabled") is not None
        if not is_disabled and (group.tag != "optgroup" or group.get("disabled") is None):
            yield option


def _read_option(option: HtmlElement) -> str:
    text = "".join(option.itertext())
    return " ".join((option.get("label") or text).split())
