"""The evidence for what is a part of what: between two figures, of a list, of a sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.breakdowns import Features
from models.linear import Names
from pipeline.read.items import Item, compare, differ, near, own_kinds
from pipeline.read.runs import Run, count_brackets

_MARKS = ("其中", "包括", "包含", "分别", "分为", "含", ":", "(")
_AHEAD = 12  # figures that are looked at for the end of a list
_KINDS = ("C:", "O:", "V:", "F:rest", "F:change", "F:share", "T:")
_OPEN = ("等", "主要", "重点", "特别", "尤其", "如", "涉及")


@dataclass(frozen=True, slots=True)
class Part:
    """Figure `number` as a part, whatever its total: what stands before it, and its run."""

    number: int
    item: Item
    begin: str
    marks: Names
    cues: Names
    apart: bool
    kinds: str
    run: Run


def see_part(text: str, items: Sequence[Item], run: Run, j: int) -> Part:
    """Figure j as a part."""
    one = items[j]
    wide = text[one.figure.before : one.figure.quantity.start]
    before, own = own_kinds(items[j - 1]), own_kinds(one)
    return Part(
        number=j,
        item=one,
        begin=_mark_before(text, one),
        marks=tuple(f"mark:{mark}" for mark in _MARKS if mark in wide),
        cues=tuple(f"cue:{kind}" for kind in near(one, *_KINDS)),
        apart=bool(own) and not set(before) & set(own),
        kinds=f"{'+'.join(before)}>{'+'.join(own)}",
        run=run,
    )


def find_closest(
    items: Sequence[Item], heads: Sequence[int | None], part: Part, totals: Sequence[int]
) -> int | None:
    """The total to which the figure and all on to its list's end come closest."""

    def miss(i: int) -> Decimal:
        known = (items[n].value for n in range(i + 1, part.number) if heads[n] == i)
        return abs(sum(known, part.run.amount) - items[i].value)

    return min(totals, key=miss, default=None)


def part_features(
    text: str,
    items: Sequence[Item],
    heads: Sequence[int | None],
    i: int,
    part: Part,
    closest: bool,
) -> Features:
    """Is the figure a part of figure i? `closest`: no total is closer to what it adds up to."""
    total, one, j = items[i], part.item, part.number
    known = [n for n in range(i + 1, j) if heads[n] == i]
    loose = sum(heads[n] is None for n in range(i + 1, j))
    rest = total.value - sum((items[n].value for n in known), Decimal(0))
    between = text[total.figure.quantity.stop : one.figure.quantity.start]
    return Features(
        plain=(
            f"rest:{compare(one.value, rest)}",
            f"units:{total.unit == one.unit}",
            f"unit:{one.unit}",
            f"unit:{total.unit}>{one.unit}",
            f"loose:{min(loose, 3)}",
            f"known:{min(len(known), 3)}",
            f"size:{total.value >= 10}",
            *(f"in:{mark}" for mark in _MARKS if mark in between),
            *(f"l:{word}" for word in one.figure.features.left_words),
            *(f"t:{word}" for word in total.figure.features.left_words[-2:]),
            *(f"r:{word}" for word in one.figure.features.right_words[:2]),
        ),
        crossed=(
            *_part_amounts(items, part, total, rest, known, _opens(text, total, items, known, j)),
            *_part_place(text, items, part, known, between),
            f"{total.metric}>{one.metric}",
            f"sentences:{one.sentence - total.sentence}",
            f"closest:{closest}",
            f"closest:{closest}|{differ(part.run.amount, rest)}",
            f"loose:{loose > 0}",
            f"same:{total.metric == one.metric}",
            f"kin:{'+'.join(own_kinds(total))}>{part.kinds.partition('>')[2]}",
            f"change:{'F:change' in total.figure.kinds}",
            f"begin:{part.begin}",
            f"marked:{bool(part.marks)}",
            *part.marks,
            *part.cues,
            *(f"{total.metric}|{cue}" for cue in part.cues),
            *(f"{total.metric}|{mark}" for mark in part.marks),
        ),
        state=_state(heads, i, j),
    )


def _opens(text: str, total: Item, items: Sequence[Item], known: Sequence[int], j: int) -> str:
    """What opens the list behind a total: 其中, a bracket, a colon, or nothing."""
    stop = items[known[0] if known else j].figure.quantity.start
    between = text[total.figure.quantity.stop : stop]
    return next((mark for mark in _MARKS if mark in between), "")


def _part_amounts(
    items: Sequence[Item],
    part: Part,
    total: Item,
    rest: Decimal,
    known: Sequence[int],
    opened: str,
) -> Names:
    """Whether the figure, or it and all on to its list's end, is what is left of the total."""
    value = part.item.value
    closes = _closes(items, part.number, rest, total.unit, len(known))
    ends = f"ends:{differ(part.run.amount, rest)}|{part.run.many + len(known) > 1}"
    over = "own" if value > total.value else "rest" if value > rest else ""
    return (
        f"rest:{compare(value, rest)}",
        f"over:{over}|{bool(opened)}|{bool(known)}",
        f"full:{rest <= 0}|{over}|{not value}",
        f"opened:{opened}",
        f"apart:{part.apart}|{rest <= 0}|{value == total.value or value > rest}",
        f"kinds:{part.kinds}|{rest <= 0}",
        f"closes:{closes}",
        f"closes:{closes}|{total.metric}|{bool(part.marks)}",
        ends,
        f"{ends}|{total.value >= 20}",
        f"{ends}|{total.metric}|{bool(part.marks)}",
        f"{ends}|{bool(opened)}",
    )


def _part_place(
    text: str, items: Sequence[Item], part: Part, known: Sequence[int], between: str
) -> Names:
    """Whether it stands in the same brackets as its total, and as the other parts."""
    depth = min(1, max(-1, count_brackets(between)))
    broken = "\n" in between
    line = f"line:{broken}"
    if not known:
        return (f"depth:{depth}", line)
    first = items[known[0]].figure.quantity.stop
    inner = min(1, max(-1, count_brackets(text[first : part.item.figure.quantity.start])))
    return (line, f"depth:{depth}", f"inner:{inner}", f"inner:{inner}|{depth}|{part.begin}")


def _closes(items: Sequence[Item], j: int, rest: Decimal, unit: str | None, many: int) -> bool:
    """Whether figure j and those right behind it make up just what is left of a total."""
    for n in range(j, min(len(items), j + _AHEAD)):
        if None not in (unit, items[n].unit) and items[n].unit != unit:
            return False
        rest -= items[n].value
        if rest <= 0:
            return not rest and n - j + many > 0
    return False


def _state(heads: Sequence[int | None], i: int, j: int) -> str:
    """How the figure right before j stands to i."""
    last = j - 1
    if last == i:
        return "first"
    if heads[last] == i:
        return "next"
    if heads[last] is None:
        return "after"
    head = heads[last]
    return "nested" if head is not None and heads[head] == i else "other"


def anew_features(
    text: str, items: Sequence[Item], total: int, own: Sequence[int], j: int
) -> Features:
    """Does a second list of the same total's parts begin with figure j?"""
    last, one = items[own[-1]], items[j]
    rest = items[total].value - sum((items[n].value for n in own), Decimal(0))
    wide = text[one.figure.before : one.figure.quantity.start]
    kinds = [own_kinds(items[n]) for n in (own[0], own[-1], j)]
    apart = not set(kinds[1]) & set(kinds[2])
    return Features(
        plain=(
            f"many:{min(len(own), 4)}",
            f"gap:{one.sentence - last.sentence}",
            *(f"l:{word}" for word in one.figure.features.left_words),
            *(
                f"in:{mark}"
                for mark in ("按", "从", "其中", "方式", "结果", "渠道", ";")
                if mark in wide
            ),
        ),
        crossed=(
            f"apart:{apart}",
            f"from:{'+'.join(kinds[1])}>{'+'.join(kinds[2])}",
            f"metrics:{last.metric}>{one.metric}",
            f"begin:{_mark_before(text, one)}",
            f"over:{one.value > rest}",
            f"zero:{not one.value}",
            f"apart:{apart}|{not one.value}",
        ),
        state=f"rest:{differ(items[total].value - rest, items[total].value)}",
    )


def sum_features(
    text: str, items: Sequence[Item], heads: Sequence[int | None], first: int, k: int
) -> Features:
    """Does figure k sum up the figures from `first` on?"""
    one, run = items[k], items[first:k]
    total = sum((item.value for item in run), Decimal(0))
    taken = sum(heads[n] is not None for n in range(first, k))
    earlier = first > 0 and items[first - 1].sentence == items[first].sentence
    return Features(
        plain=(
            f"many:{min(len(run), 6)}",
            f"taken:{min(taken, 2)}",
            f"head:{heads[k] is not None}",
            f"earlier:{earlier}",
            *(f"l:{word}" for word in one.figure.features.left_words),
            *(f"f:{word}" for word in run[0].figure.features.left_words[-2:]),
            *(f"cue:{kind}" for kind in near(one, "F:", "V:", "O:")),
        ),
        crossed=(
            f"metric:{one.metric}",
            f"metrics:{'+'.join(sorted({item.metric for item in run}))}",
            f"units:{len({item.unit for item in run} | {one.unit})}",
            f"summed:{bool(near(one, 'F:sum'))}",
            f"gap:{one.sentence - run[-1].sentence}",
            f"opens:{run[0].figure.features.opens}",
            f"last:{any(near(item, 'T:last') for item in run)}",
            f"earlier:{earlier}|{bool(near(one, 'F:sum'))}",
            f"kinds:{len({kind for item in run for kind in own_kinds(item)})}",
            f"over:{any(item.value > one.value for item in run)}",
        ),
        state=f"sum:{differ(total, one.value)}",
    )


def whole_features(
    text: str, items: Sequence[Item], runs: Sequence[Run], total: int, parts: Sequence[int]
) -> Features:
    """Do these parts mean to be all of the total?"""
    one, own = items[total], [items[n] for n in parts]
    amount = sum((item.value for item in own), Decimal(0))
    ahead = own[0].figure.quantity.start < one.figure.quantity.start
    wide = text[own[0].figure.before : own[0].figure.quantity.start]
    last = own[-1].figure
    behind = text[last.quantity.stop : min(last.behind, last.last)]
    marks = [f"mark:{mark}" for mark in _MARKS if mark in wide] or ["mark:"]
    kinds = sorted({kind for item in own for kind in own_kinds(item)})
    open_ = [word for word in _OPEN if word in wide + behind[:8]]
    other = any("F:rest" in near(item, "F:rest") and "等" not in behind[:8] for item in own[-1:])
    ends = runs[parts[0]].last == parts[-1]
    return Features(
        plain=(
            f"kinds:{'+'.join(kinds)}",
            *(f"r:{word}" for word in last.features.right_words[:3]),
            *(f"w:{word}" for word in own[0].figure.features.left_words),
            *(f"open:{word}" for word in open_),
            f"behind:{behind[:1]}",
        ),
        crossed=(
            *marks,
            f"open:{bool(open_)}",
            f"deng:{behind.startswith('等')}",
            f"many:{min(len(own), 6)}",
            f"other:{other}",
            f"ends:{ends}",
            f"ends:{ends}|{min(len(own), 4)}|{bool(open_)}",
            f"metric:{one.metric}",
            f"metrics:{'+'.join(sorted({item.metric for item in own}))}",
            f"ahead:{ahead}",
            f"same:{all(item.value == one.value for item in own)}",
            f"kind:{kinds[0] if len(kinds) == 1 else len(kinds)}",
            *(f"{mark}|{min(len(own), 4)}|{bool(open_)}" for mark in marks),
        ),
        state=f"sum:{differ(amount, one.value)}",
    )


def _mark_before(text: str, item: Item) -> str:
    """The last mark between the figure before and this one."""
    wide = text[item.figure.before : item.figure.quantity.start]
    return next((char for char in reversed(wide) if char in ",、;:。(\n"), "")
