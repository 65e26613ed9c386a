"""Phrases that the messages of several rules share: numbers, sums, labels, places, verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.verdicts import Outcome, Term
from gouji.pipeline.language.normalise import without_instruction
from gouji.pipeline.records import CellKey

Name = Callable[[Term], str]

# Longest label that a message writes out, in characters.
_LONGEST_LABEL = 20
# Number of places that a list names before it only counts them.
_MOST_NAMED = 3
# Longest quotation, in characters.
_LONGEST_QUOTE = 40


def number(value: Decimal) -> str:
    """A number without exponent and without trailing zeros after the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1024)
def shorten(label: str) -> str:
    """A label without the instruction in brackets that follows it, cut to `_LONGEST_LABEL`."""
    plain = without_instruction(label)
    return plain if len(plain) <= _LONGEST_LABEL else plain[: _LONGEST_LABEL - 1] + "…"


@lru_cache(maxsize=1024)
def join_labels(under: tuple[str, ...], label: str) -> str:
    """A label after the one of its group, where it has a group."""
    return "·".join(map(shorten, (*under[-1:], label)))


def place(key: CellKey, form: Form) -> str:
    """A cell by the official labels of its row and column."""
    row, column = form.rows[key], form.columns[key]
    return f"{join_labels(row.under, row.label)}·{join_labels((), column.label)}"


def quote(text: str, around: str = "") -> str:
    """A sentence on one line, cut to `_LONGEST_QUOTE` so that `around` stays visible."""
    line = " ".join(text.split())
    is_long = len(line) > _LONGEST_QUOTE
    start = max(0, line.find(around) - _LONGEST_QUOTE // 2) if around and is_long else 0
    end = start + _LONGEST_QUOTE
    return "…" * bool(start) + line[start:end] + "…" * (end < len(line))


def add_up(values: Iterable[Decimal]) -> str:
    """A sum with its operands; zeros are left out: 16+5-4=17."""
    terms = [value for value in values if value]
    total = number(sum(terms, Decimal(0)))
    written = "+".join(map(number, terms)).replace("+-", "-")
    return f"{written}={total}" if len(terms) > 1 else total


def verdict_zh(outcome: Outcome, name: Name, doubt: str = "") -> str:
    """The Chinese verdict on two sums; `doubt` names a doubtful reading besides those of cells."""
    gap, unread = number(outcome.left - outcome.right), list_zh(outcome.unread, name)
    doubted = "、".join(filter(None, (list_zh(outcome.doubted, name), doubt)))
    if doubted:
        comparison = "两边相等" if outcome.left == outcome.right else f"相差 {gap}"
        return f"{comparison}；{doubted}读数把握不足，须先核对"
    if outcome.verdict == "holds":
        return f"{unread}未读出，按 0 计两边相等" if unread else "两边相等"
    if outcome.verdict == "broken":
        return f"相差 {gap}" + (f"；{unread}未读出，填任何非负整数都不能相等" if unread else "")
    return f"相差 {gap}；{unread}未读出，无法判定"


def verdict_en(outcome: Outcome, name: Name, doubt: str = "") -> str:
    """The English verdict on two sums; `doubt` names a doubtful reading besides those of cells."""
    gap, unread = number(outcome.left - outcome.right), list_en(outcome.unread, name)
    doubted = ", ".join(filter(None, (list_en(outcome.doubted, name), doubt)))
    if doubted:
        comparison = "they agree" if outcome.left == outcome.right else f"they differ by {gap}"
        return f"{comparison}, but first check the reading of {doubted}"
    if outcome.verdict == "holds":
        return (
            f"they agree with 0 in the cells that were not read: {unread}"
            if unread
            else "they agree"
        )
    if outcome.verdict == "broken":
        rest = f", whatever the cells that were not read contain: {unread}" if unread else ""
        return f"they differ by {gap}{rest}"
    return f"they differ by {gap}, which cells that were not read may make up: {unread}"


def list_zh(terms: Sequence[Term], name: Name) -> str:
    """The first few places by name, and how many there are, in Chinese."""
    names = list(dict.fromkeys(map(name, terms)))
    more = f"等 {len(names)} 处" if len(names) > _MOST_NAMED else ""
    return "、".join(f"“{label}”" for label in names[:_MOST_NAMED]) + more


def list_en(terms: Sequence[Term], name: Name) -> str:
    """The first few places by name, and how many there are, in English."""
    names = list(dict.fromkeys(map(name, terms)))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
