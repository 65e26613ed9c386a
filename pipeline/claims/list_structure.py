"""The structure of lists in a passage: brackets around figures, and which figure may come next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.models.estimators.linear import Names
from gouji.pipeline.claims.list_items import Item, category_kinds, cue_kinds

LIST_MARKS = ("其中", "包括", "包含", "分别", "分为", "含", ":", "(")
_DIVISION_WORDS = ("按", "从", "其中", "方式", "结果", "渠道", ";")
_CUE_PREFIXES = ("C:", "O:", "V:", "F:rest", "F:change", "F:share", "T:")
_PUNCTUATION = ",、;:。(\n"
# Words that join the last part to the others, like the mark 、.
_JOINING = re.compile(r"\s?(?:以及|[和与及])")
# Words that open a list inside a list.
_INNER = ("其中", "包括", "包含", "含")


@dataclass(frozen=True, slots=True)
class ListMember:
    """A figure with its evidence as a member of a list.

    `begin` is the last punctuation mark between the previous figure and this one; words that join
    the last part (和, 以及) count as 、. `marks`, `divisions` and `cues` are features of the words
    there. `categories` are the kinds of the words that the figure counts. `left` and `right` are
    the words on both sides.
    """

    item: Item
    begin: str
    marks: Names
    divisions: Names
    cues: Names
    categories: Names
    left: Names
    right: Names


@dataclass(frozen=True, slots=True)
class ListContext:
    """The figures of a passage as members of lists.

    `text` is the folded passage, `depths` counts the open brackets at each figure, `successors`
    gives for each figure the indices of those that may come next in its list.
    """

    text: str
    members: tuple[ListMember, ...]
    depths: tuple[int, ...]
    successors: tuple[tuple[int, ...], ...]


def read_list_context(text: str, items: Sequence[Item]) -> ListContext:
    """Return the figures of a folded passage as members of lists."""
    depths = find_depths(text, items)
    members = tuple(_to_member(text, item) for item in items)
    return ListContext(text, members, tuple(depths), tuple(find_successors(text, items, depths)))


def _to_member(text: str, item: Item) -> ListMember:
    figure = item.figure
    between = text[figure.previous_end : figure.quantity.start]
    return ListMember(
        item=item,
        begin=_find_begin(between),
        marks=tuple(f"mark:{mark}" for mark in LIST_MARKS if mark in between),
        divisions=tuple(f"way:{word}" for word in _DIVISION_WORDS if word in between),
        cues=tuple(f"cue:{kind}" for kind in cue_kinds(item, *_CUE_PREFIXES)),
        categories=tuple(category_kinds(item)),
        left=figure.features.left_words,
        right=figure.features.right_words,
    )


def _find_begin(between: str) -> str:
    mark = next((char for char in reversed(between) if char in _PUNCTUATION), "")
    return "、" if not mark and _JOINING.match(between) else mark


def find_depths(text: str, items: Sequence[Item]) -> list[int]:
    """Return how many brackets are open at each figure; every sentence starts with none."""
    depths: list[int] = []
    for i, item in enumerate(items):
        is_first = i == 0 or item.sentence != items[i - 1].sentence
        start = item.figure.sentence_start if is_first else items[i - 1].figure.quantity.unit_end
        opened = count_brackets(text[start : item.figure.quantity.start])
        depths.append(opened if is_first else depths[-1] + opened)
    return depths


def count_brackets(text: str) -> int:
    """Return how many more brackets are opened than closed in folded text."""
    return text.count("(") - text.count(")")


def find_successors(
    text: str, items: Sequence[Item], depths: Sequence[int]
) -> list[tuple[int, ...]]:
    """Return for each figure the indices of those that may come next in its list.

    This is the next figure at the same depth, also the one behind it if it is a difference
    (较上年增加3件), and after an inner list the first figure behind it.
    """
    runs = [list(_find_run(items, depths, i)) for i in range(len(items))]
    return [_select_successors(text, items, i, run) for i, run in enumerate(runs)]


def _find_run(items: Sequence[Item], depths: Sequence[int], i: int) -> Iterator[int]:
    """Yield the figures behind figure i at its depth.

    The run ends at a figure that is less deep, a word of zero, or the end of the next sentence.
    """
    for k in range(i + 1, len(items)):
        item = items[k]
        if item.sentence - items[i].sentence > 1 or depths[k] < depths[i]:
            return
        if item.figure.quantity.kind == "zero":
            return
        if depths[k] == depths[i]:
            yield k


def _select_successors(
    text: str, items: Sequence[Item], i: int, run: Sequence[int]
) -> tuple[int, ...]:
    if not run:
        return ()
    between = text[items[i].figure.quantity.unit_end : items[run[0]].figure.quantity.start]
    following = run[: 2 if _is_difference(items[run[0]]) else 1]
    if any(word in between for word in _INNER):
        following = [*following, *_find_behind_inner_list(text, items, i, run)]
    return tuple(dict.fromkeys(following))


def _is_difference(item: Item) -> bool:
    return "change:difference" in item.figure.features.cues


def _find_behind_inner_list(
    text: str, items: Sequence[Item], i: int, run: Sequence[int]
) -> Iterator[int]:
    """Yield the figures that may follow the inner list of figure i.

    The inner list may end where its parts add up to the figure, and before a semicolon.
    """
    rest = items[i].value - items[run[0]].value
    for previous, k in pairwise(run):
        if not rest:
            yield k
        rest -= items[k].value
        if ";" in text[items[previous].figure.quantity.unit_end : items[k].figure.quantity.start]:
            yield k
            return
