"""The evidence for what opens a list of parts, goes on with it, sums it up, and means to be all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouji.models.breakdowns import Features
from gouji.models.linear import Names
from gouji.pipeline.claims.list_items import Item, compare, near, own_kinds

_MARKS = ("其中", "包括", "包含", "分别", "分为", "含", ":", "(")
_WAYS = ("按", "从", "其中", "方式", "结果", "渠道", ";")
_KINDS = ("C:", "O:", "V:", "F:rest", "F:change", "F:share", "T:")
_OPEN = ("等", "主要", "重点", "特别", "尤其", "如", "涉及")
_PUNCTUATION = ",、;:。(\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure as a member of a list: the last mark before it, what else stands between it and
    the figure before, of which kinds these words are, and those of what it counts."""

    item: Item
    begin: str
    marks: Names
    ways: Names
    cues: Names
    own: Names
    left: Names
    right: Names


def see(text: str, item: Item) -> Seen:
    """One figure as a member of a list."""
    figure = item.figure
    wide = text[figure.before : figure.quantity.start]
    return Seen(
        item=item,
        begin=next((char for char in reversed(wide) if char in _PUNCTUATION), ""),
        marks=tuple(f"mark:{mark}" for mark in _MARKS if mark in wide),
        ways=tuple(f"way:{way}" for way in _WAYS if way in wide),
        cues=tuple(f"cue:{kind}" for kind in near(item, *_KINDS)),
        own=tuple(own_kinds(item)),
        left=figure.features.left_words,
        right=figure.features.right_words,
    )


def may_open(seen: Sequence[Seen], depths: Sequence[int], i: int, j: int) -> bool:
    """Whether the parts of figure i may begin with figure j: right behind it, behind words that
    open a list, in brackets, or where another list may have ended."""
    if j - i == 1 or seen[j].marks or seen[j].ways or depths[j] > depths[j - 1]:
        return True
    apart = bool(seen[j].own) and not set(seen[j].own) & set(seen[j - 1].own)
    return apart or j - i <= _NEAR


_NEAR = 3


def open_features(
    text: str, seen: Sequence[Seen], depths: Sequence[int], i: int, j: int
) -> Features:
    """Is figure j the first of figure i's parts?"""
    total, one = seen[i].item, seen[j].item
    between = text[total.figure.quantity.stop : one.figure.quantity.start]
    return Features(
        plain=(
            f"unit:{one.unit}",
            f"units:{total.unit == one.unit}",
            f"unit:{total.unit}>{one.unit}",
            f"away:{min(j - i, 6)}",
            *(f"in:{mark}" for mark in _MARKS if mark in between),
            *(f"l:{word}" for word in seen[j].left),
            *(f"t:{word}" for word in seen[i].left[-2:]),
            *(f"b:{word}" for word in seen[i].right[:2]),
            *(f"r:{word}" for word in seen[j].right[:2]),
        ),
        crossed=(
            *_compare(seen[i], seen[j], seen[j - 1]),
            *_opening(seen[i], seen[j], min(1, max(-1, depths[j] - depths[i]))),
        ),
        state=_place(depths, i, j),
    )


def _compare(whole: Seen, part: Seen, last: Seen) -> Names:
    """A part beside its total, and beside the figure right before it."""
    total, one = whole.item, part.item
    return (
        f"{total.metric}>{one.metric}",
        f"last:{last.item.metric}>{one.metric}",
        f"same:{total.metric == one.metric}",
        f"value:{compare(one.value, total.value)}",
        f"sentences:{one.sentence - total.sentence}",
        f"apart:{bool(part.own) and not set(last.own) & set(part.own)}",
        f"kin:{'+'.join(whole.own)}>{'+'.join(part.own)}",
    )


def _opening(whole: Seen, part: Seen, deep: int) -> Names:
    """What stands before the part, and around its total."""
    metric = whole.item.metric
    return (
        f"deep:{deep}",
        f"deep:{deep}|{part.begin}",
        f"begin:{part.begin}",
        f"change:{'F:change' in whole.item.figure.kinds}",
        f"marked:{bool(part.marks)}",
        *part.marks,
        *part.ways,
        *part.cues,
        *(f"{metric}|{cue}" for cue in part.cues),
        *(f"{metric}|{mark}" for mark in part.marks),
        *(f"total:{cue}" for cue in whole.cues),
    )


def _place(depths: Sequence[int], i: int, j: int) -> str:
    """How the figure stands to its total: next, as the next one that is as deep, or beyond."""
    if j == i + 1:
        return "next"
    return "inner" if all(depth > depths[j] for depth in depths[i + 1 : j]) else "beyond"


def follow_features(seen: Sequence[Seen], k: int, n: int) -> Features:
    """Is figure n the next part in the list in which figure k stands?"""
    mine, part = seen[k], seen[n]
    last, one = mine.item, part.item
    apart = bool(mine.own) and bool(part.own) and not set(mine.own) & set(part.own)
    tails = mine.left[-1:] == part.left[-1:], mine.right[:1] == part.right[:1]
    return Features(
        plain=(
            f"unit:{last.unit}>{one.unit}",
            *(f"l:{word}" for word in part.left),
            *(f"p:{word}" for word in mine.left[-2:]),
            *(f"r:{word}" for word in part.right[:2]),
            *(f"q:{word}" for word in mine.right[:2]),
        ),
        crossed=(
            f"units:{last.unit == one.unit}",
            f"metrics:{last.metric}>{one.metric}",
            f"same:{last.metric == one.metric}",
            f"kinds:{'+'.join(mine.own)}>{'+'.join(part.own)}",
            f"apart:{apart}",
            f"gap:{one.sentence - last.sentence}",
            f"tails:{tails[0]}|{tails[1]}",
            f"heads:{mine.left[:1] == part.left[:1]}",
            f"empty:{not mine.left}|{not part.left}",
            f"skips:{n - k > 1}",
            f"from:{mine.begin}",
            *part.marks,
            *part.ways,
            *part.cues,
            *(f"{last.metric}|{cue}" for cue in part.cues),
            *(f"new:{cue}" for cue in set(part.cues) - set(mine.cues)),
        ),
        state=f"{part.begin}|{bool(part.marks or part.ways)}",
    )


def sum_features(seen: Sequence[Seen], p: int, k: int) -> Features:
    """Does figure k sum up the list that ends with figure p?"""
    last, total = seen[p], seen[k]
    one = total.item
    return Features(
        plain=(
            *(f"l:{word}" for word in total.left),
            *(f"p:{word}" for word in last.left[-2:]),
            *(f"r:{word}" for word in total.right[:2]),
            *(f"cue:{kind}" for kind in near(one, "F:", "V:", "O:")),
        ),
        crossed=(
            f"metric:{last.item.metric}>{one.metric}",
            f"units:{last.item.unit == one.unit}",
            f"summed:{bool(near(one, 'F:sum'))}",
            f"gap:{one.sentence - last.item.sentence}",
            f"begin:{total.begin}",
            f"own:{'+'.join(last.own)}>{'+'.join(total.own)}",
            f"value:{compare(last.item.value, one.value)}",
            f"last:{any(near(other, 'T:last') for other in (last.item, one))}",
        ),
        state=f"{bool(near(one, 'F:sum'))}",
    )


def whole_features(text: str, seen: Sequence[Seen], total: int, parts: Sequence[int]) -> Features:
    """Do these parts mean to be all of the total?"""
    one, own = seen[total].item, [seen[n] for n in parts]
    ahead = parts[0] < total
    first, last = own[0].item.figure, own[-1].item.figure
    wide = text[first.before : first.quantity.start]
    behind = text[last.quantity.stop : min(last.behind, last.last)]
    marks = own[0].marks or ("mark:",)
    kinds = sorted({kind for part in own for kind in part.own})
    open_ = [word for word in _OPEN if word in wide + behind[:8]]
    other = "cue:F:rest" in own[-1].cues and "等" not in behind[:8]
    many = min(len(own), 4)
    return Features(
        plain=(
            f"kinds:{'+'.join(kinds)}",
            *(f"r:{word}" for word in own[-1].right[:3]),
            *(f"w:{word}" for word in own[0].left),
            *(f"open:{word}" for word in open_),
            f"behind:{behind[:1]}",
        ),
        crossed=(
            *marks,
            f"open:{bool(open_)}",
            f"deng:{behind.startswith('等')}",
            f"many:{min(len(own), 6)}",
            f"other:{other}",
            f"metric:{one.metric}",
            f"metrics:{'+'.join(sorted({part.item.metric for part in own}))}",
            f"kind:{kinds[0] if len(kinds) == 1 else len(kinds)}",
            *(f"{mark}|{many}|{bool(open_)}" for mark in marks),
        ),
        state=f"{ahead}|{many}",
    )
