"""Features of the four questions about lists: what opens one, follows in it, sums it up, and
whether its parts are meant to be all. The feature names are those of the shipped models."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.models.breakdowns import Features
from gouji.models.estimators.linear import Names
from gouji.pipeline.claims.list_items import comparison_sign, cue_kinds
from gouji.pipeline.claims.list_structure import LIST_MARKS, ListContext, ListMember

# Words that introduce examples instead of all parts.
_EXAMPLE_WORDS = ("等", "主要", "重点", "特别", "尤其", "如", "涉及")
# Figures between a total and its first part that need no word to open the list.
_NEAR = 3


def may_open(context: ListContext, total: int, first: int) -> bool:
    """Whether the parts of figure `total` may begin with figure `first`.

    It must come right after the total or close to it, after words that open a list, in brackets, or
    where another list may have ended.
    """
    member, previous = context.members[first], context.members[first - 1]
    if first - total == 1 or member.marks or member.divisions:
        return True
    if context.depths[first] > context.depths[first - 1]:
        return True
    return _is_other_category(member, previous) or first - total <= _NEAR


def _is_other_category(member: ListMember, previous: ListMember) -> bool:
    return bool(member.categories) and not set(member.categories) & set(previous.categories)


def opening_features(context: ListContext, total: int, first: int) -> Features:
    """Return the features of: is figure `first` the first part of figure `total`?"""
    whole, part, previous = (context.members[i] for i in (total, first, first - 1))
    between = context.text[whole.item.figure.quantity.unit_end : part.item.figure.quantity.start]
    depth_change = min(1, max(-1, context.depths[first] - context.depths[total]))
    return Features(
        plain=(
            f"unit:{part.item.unit}",
            f"units:{whole.item.unit == part.item.unit}",
            f"unit:{whole.item.unit}>{part.item.unit}",
            f"away:{min(first - total, 6)}",
            *(f"in:{mark}" for mark in LIST_MARKS if mark in between),
            *(f"l:{word}" for word in part.left),
            *(f"t:{word}" for word in whole.left[-2:]),
            *(f"b:{word}" for word in whole.right[:2]),
            *(f"r:{word}" for word in part.right[:2]),
        ),
        crossed=(
            *_comparison_names(whole, part, previous),
            *_opening_names(whole, part, depth_change),
        ),
        state=_relative_position(context.depths, total, first),
    )


def _comparison_names(whole: ListMember, part: ListMember, previous: ListMember) -> Names:
    """Features of a part compared with its total, and with the figure right before it."""
    total, item = whole.item, part.item
    return (
        f"{total.metric}>{item.metric}",
        f"last:{previous.item.metric}>{item.metric}",
        f"same:{total.metric == item.metric}",
        f"value:{comparison_sign(item.value, total.value)}",
        f"sentences:{item.sentence - total.sentence}",
        f"apart:{_is_other_category(part, previous)}",
        f"kin:{'+'.join(whole.categories)}>{'+'.join(part.categories)}",
    )


def _opening_names(whole: ListMember, part: ListMember, depth_change: int) -> Names:
    """Features of the words before the part, and around its total."""
    metric = whole.item.metric
    return (
        f"deep:{depth_change}",
        f"deep:{depth_change}|{part.begin}",
        f"begin:{part.begin}",
        f"change:{'F:change' in whole.item.figure.cue_kinds}",
        f"marked:{bool(part.marks)}",
        *part.marks,
        *part.divisions,
        *part.cues,
        *(f"{metric}|{cue}" for cue in part.cues),
        *(f"{metric}|{mark}" for mark in part.marks),
        *(f"total:{cue}" for cue in whole.cues),
    )


def _relative_position(depths: Sequence[int], total: int, first: int) -> str:
    """Return `next` for neighbours, `inner` if all figures between are deeper, else `beyond`."""
    if first == total + 1:
        return "next"
    is_inner = all(depth > depths[first] for depth in depths[total + 1 : first])
    return "inner" if is_inner else "beyond"


def successor_features(context: ListContext, last: int, following: int) -> Features:
    """Return the features of: is figure `following` the next part after `last` in its list?"""
    member, part = context.members[last], context.members[following]
    last_item, item = member.item, part.item
    is_apart = bool(member.categories) and _is_other_category(part, member)
    same_left = member.left[-1:] == part.left[-1:]
    same_right = member.right[:1] == part.right[:1]
    return Features(
        plain=(
            f"unit:{last_item.unit}>{item.unit}",
            *(f"l:{word}" for word in part.left),
            *(f"p:{word}" for word in member.left[-2:]),
            *(f"r:{word}" for word in part.right[:2]),
            *(f"q:{word}" for word in member.right[:2]),
        ),
        crossed=(
            f"units:{last_item.unit == item.unit}",
            f"metrics:{last_item.metric}>{item.metric}",
            f"same:{last_item.metric == item.metric}",
            f"kinds:{'+'.join(member.categories)}>{'+'.join(part.categories)}",
            f"apart:{is_apart}",
            f"gap:{item.sentence - last_item.sentence}",
            f"tails:{same_left}|{same_right}",
            f"heads:{member.left[:1] == part.left[:1]}",
            f"empty:{not member.left}|{not part.left}",
            f"skips:{following - last > 1}",
            f"from:{member.begin}",
            *part.marks,
            *part.divisions,
            *part.cues,
            *(f"{last_item.metric}|{cue}" for cue in part.cues),
            *(f"new:{cue}" for cue in set(part.cues) - set(member.cues)),
        ),
        state=f"{part.begin}|{bool(part.marks or part.divisions)}",
    )


def sum_features(context: ListContext, last: int, total: int) -> Features:
    """Return the features of: does figure `total` sum up the list that ends with figure `last`?"""
    part, whole = context.members[last], context.members[total]
    item = whole.item
    has_sum_word = bool(cue_kinds(item, "F:sum"))
    is_last_year = any(cue_kinds(other, "T:last") for other in (part.item, item))
    return Features(
        plain=(
            *(f"l:{word}" for word in whole.left),
            *(f"p:{word}" for word in part.left[-2:]),
            *(f"r:{word}" for word in whole.right[:2]),
            *(f"cue:{kind}" for kind in cue_kinds(item, "F:", "V:", "O:")),
        ),
        crossed=(
            f"metric:{part.item.metric}>{item.metric}",
            f"units:{part.item.unit == item.unit}",
            f"summed:{has_sum_word}",
            f"gap:{item.sentence - part.item.sentence}",
            f"begin:{whole.begin}",
            f"own:{'+'.join(part.categories)}>{'+'.join(whole.categories)}",
            f"value:{comparison_sign(part.item.value, item.value)}",
            f"last:{is_last_year}",
        ),
        state=f"{has_sum_word}",
    )


def whole_features(context: ListContext, total: int, parts: Sequence[int]) -> Features:
    """Return the features of: are these parts meant to be all parts of figure `total`?"""
    metric, members = context.members[total].item.metric, [context.members[i] for i in parts]
    first, last = members[0].item.figure, members[-1].item.figure
    before = context.text[first.previous_end : first.quantity.start]
    behind = context.text[last.quantity.unit_end : min(last.next_start, last.sentence_end)]
    marks = members[0].marks or ("mark:",)
    kinds = sorted({kind for member in members for kind in member.categories})
    examples = [word for word in _EXAMPLE_WORDS if word in before + behind[:8]]
    has_rest = "cue:F:rest" in members[-1].cues and "等" not in behind[:8]
    count = min(len(members), 4)
    return Features(
        plain=(
            f"kinds:{'+'.join(kinds)}",
            *(f"r:{word}" for word in members[-1].right[:3]),
            *(f"w:{word}" for word in members[0].left),
            *(f"open:{word}" for word in examples),
            f"behind:{behind[:1]}",
        ),
        crossed=(
            *marks,
            f"open:{bool(examples)}",
            f"deng:{behind.startswith('等')}",
            f"many:{min(len(members), 6)}",
            f"other:{has_rest}",
            f"metric:{metric}",
            f"metrics:{'+'.join(sorted({member.item.metric for member in members}))}",
            f"kind:{kinds[0] if len(kinds) == 1 else len(kinds)}",
            *(f"{mark}|{count}|{bool(examples)}" for mark in marks),
        ),
        state=f"{parts[0] < total}|{count}",
    )
