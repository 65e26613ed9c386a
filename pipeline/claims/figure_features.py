"""The features of what a figure states, from the cues and the marks around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gouji.models.claim_features import Features
from gouji.pipeline.claims.context_windows import THING, NearestCue, Stretches
from gouji.pipeline.claims.cues import Cue
from gouji.pipeline.claims.quantities import Quantity
from gouji.pipeline.language.tokens import words

_SUBJECTS = frozenset({"O:request", "O:apply", "O:reconsider", "O:litigate"})
_CHANGE = "F:change"
_DISCLOSURE = "F:disclosure"
_CASES = frozenset({"O:reconsider", "O:litigate"})
# The feature of a figure that says itself nothing about what it counts.
UNNAMED = "names:nothing"
# Marks that end a sentence or a clause; text without one is a caption, a menu or a row.
_CLOSING = "。;,、"
# Words right before a figure that is a difference, and before one that is the number reached.
_DIFFERENCE = re.compile(
    "(?:(?P<reached>[增减升降](?:加|少|高|低)?[至到为]|(?:增加|减少|上升|下降|回落)[至到为]|达到?)"
    "|(?P<gained>新增)"
    "|(?P<difference>增加|增长|上升|增多|减少|下降|回落|净增|净减|增幅|降幅|相差|差额|差距|多出"
    "|(?<![很大许众最更])多|(?<![至不很较最])少))"
    "(?:了|为|共|约|近|出|收到?|受理|接收|办结?|答复|公开|发布|发)*\\s?$"
)
# Words of a comparison.
_COMPARING = re.compile("[比较]|同期")
_LETTER = re.compile("[A-Za-z\u4e00-\u9fff]")
# Steps of the number of ideographs that belong to no cue.
_STEPS = (0, 1, 2, 4, 7, 11)
# Verbs and objects of a sequence that is a feature.
_LONGEST_SEQUENCE = 4


def describe_figure(
    text: str, stretches: Stretches, section: str, *, inherited: str, opens: bool
) -> Features:
    """Return the features of a figure of the folded `text`; the first of a sentence `opens` it.

    `inherited` is the subject of the figure before it.
    """
    left, right = stretches.left_text, stretches.right_text
    return Features(
        left=left.strip(),
        right=right.strip(),
        left_words=words(left),
        right_words=words(right),
        spelling=_spelling_names(text, stretches.quantity),
        cues=(
            *_cue_names(stretches),
            *_subject_names(stretches, inherited),
            *_difference_names(stretches),
        ),
        scopes=(*_nearby_names(stretches, "S"), _site_name(stretches)),
        times=(
            *_nearby_names(stretches, "T"),
            *_change_names(stretches),
            _time_sequence(stretches),
        ),
        section=section,
        brief=_describe_briefly(stretches),
        opens=opens,
    )


def _spelling_names(text: str, quantity: Quantity) -> tuple[str, ...]:
    if quantity.kind == "zero":
        return ("zero", f"zero:{text[quantity.start : quantity.end]}")
    size = "0" if not quantity.value else "1" if quantity.value < 100 else "2"
    return (f"unit:{quantity.unit}", f"size:{size}", f"about:{quantity.approximate}")


def _layout_names(stretches: Stretches, verb: NearestCue, thing: NearestCue) -> Iterator[str]:
    """Yield features of what is around the figure without regard to the meaning of words."""
    before, behind = stretches.text_since_previous, stretches.text_to_next
    unit = stretches.quantity.unit or "-"
    ending = next((char for char in behind if char in _CLOSING), "")
    yield f"ending:{ending}"
    yield f"ending:{ending}|{unit}"
    yield f"bare:{_LETTER.search(before) is None}|{_LETTER.search(behind) is None}|{unit}"
    yield f"boxed:{before.rstrip().endswith('(')}|{behind.lstrip().startswith(')')}|{unit}"
    for side, is_behind in (("u", False), ("ub", True)):
        unknown = _bucket(stretches.count_unknown(is_behind=is_behind))
        yield f"{side}:{unknown}"
        yield f"{side}:{unknown}|{''.join(verb)}|{''.join(thing)}"
    for name in ("unrelated", "cause"):
        if any(cue.kind == f"F:{name}" for cue in stretches.later):
            yield name
    for qualifier in stretches.find_qualifiers("O:info"):
        yield f"qualifier:info:{qualifier}"
    for qualifier in stretches.find_qualifiers("O:apply"):
        yield f"qualifier:{qualifier}"
        yield f"qualifier:{qualifier}|{verb.kind}"
    yield f"q:{'>'.join(_sequence(stretches.wide)[-_LONGEST_SEQUENCE:])}"
    yield f"qb:{'>'.join(_sequence(stretches.after)[:_LONGEST_SEQUENCE])}"


def _subject_names(stretches: Stretches, inherited: str) -> Iterator[str]:
    """Yield what the figure counts; 办结9件 counts what the figures before it count."""
    own = stretches.find_subject()
    if own:
        yield "names:thing" if own == THING else "names:object"
        return
    yield UNNAMED
    yield f"inherited:{inherited}"
    yield f"inherited:{inherited}|{_join_kinds(stretches.near, 'VC')}"


def _difference_names(stretches: Stretches) -> Iterator[str]:
    """Yield whether the figure is a difference (增加9件) or the number reached (增至9件)."""
    match = _DIFFERENCE.search(stretches.left_text)
    if not match:
        return
    kind = match.lastgroup or ""
    yield f"change:{kind}"
    yield f"change:{kind}|{bool(_COMPARING.search(stretches.text_since_previous))}"
    yield f"change:{kind}|{_join_kinds(stretches.near, 'OV')}"


def _disclosure_name(stretches: Stretches) -> str:
    """Return whether the figure, or the one behind it, is said to be about disclosure.

    行政诉讼14件，其中政府信息公开类1件: the first figure counts all lawsuits.
    """
    places = (stretches.wide, (*stretches.after, *stretches.rest))
    said = (any(cue.kind == _DISCLOSURE for cue in cues) for cues in places)
    before = (cue.kind for cue in reversed((*stretches.sentence, *stretches.wide)))
    cases = next((kind for kind in before if kind in _CASES), "-")
    return f"D:{cases}|{'|'.join(map(str, said))}"


def _describe_briefly(stretches: Stretches) -> str:
    """Return the verbs and objects right before the figure, and how much there is unknown."""
    return f"{_join_kinds(stretches.near, 'OV')}|{_bucket(stretches.count_unknown())}"


def _bucket(count: int) -> int:
    """Return the largest step that a count reaches."""
    return max(step for step in _STEPS if step <= count)


def _sequence(cues: Sequence[Cue]) -> list[str]:
    """Return the kinds of verbs and objects in reading order; equal neighbours are one."""
    kinds = [cue.kind for cue in cues if cue.kind[0] in "VO"]
    return [kind for i, kind in enumerate(kinds) if i == 0 or kind != kinds[i - 1]]


def _cue_names(stretches: Stretches) -> Iterator[str]:
    """Yield features of verbs (V), objects (O) and categories (C) around the figure."""
    verb, thing, category = (stretches.find_nearest(prefix) for prefix in "VOC")
    for stretch, kind in (verb, thing, category):
        yield f"{stretch}:{kind}"
        yield kind
    yield f"{verb.kind}|{thing.kind}"
    yield f"{''.join(verb)}|{''.join(thing)}"
    yield f"{''.join(verb)}|{''.join(thing)}|{stretches.quantity.unit}"
    yield from _layout_names(stretches, verb, thing)
    yield _disclosure_name(stretches)
    brief, behind = _describe_briefly(stretches), _join_kinds(stretches.after, "OV")
    yield f"brief:{brief}"
    yield f"brief:{brief}|{behind}|{_bucket(stretches.count_unknown(is_behind=True))}"
    yield from _kind_names(stretches)
    yield from _combined_names(stretches)
    if stretches.near:
        yield f"last:{stretches.near[-1].kind}"
    if stretches.after:
        yield f"first:{stretches.after[0].kind}"
        yield f"{''.join(verb)}|{''.join(thing)}|{stretches.after[0].kind}"


def _kind_names(stretches: Stretches) -> Iterator[str]:
    """Yield the kinds of cues in each stretch, the stretch as a letter."""
    yield from (f"w:{kind}" for kind in find_kinds(stretches.wide))
    yield from (f"n:{kind}" for kind in find_kinds(stretches.near))
    yield from (f"a:{kind}" for kind in find_kinds(stretches.after))
    yield from (f"o:{kind}" for kind in find_kinds(stretches.rest))
    yield from (f"z:{kind}" for kind in find_kinds(stretches.inside))


def _combined_names(stretches: Stretches) -> Iterator[str]:
    """Yield combinations of the kinds in a stretch."""
    quantity_kind = stretches.quantity.kind
    after_subjects, wide_subjects = _subjects(stretches.after), _subjects(stretches.wide)
    yield f"A:{_join_kinds(stretches.after, 'OV')}"
    yield f"a:{_join_kinds(stretches.after, 'OVT')}"
    yield f"v:{_join_kinds(stretches.near, 'OV')}"
    yield f"W:{_join_kinds(stretches.wide, 'O')}"
    yield f"A:{_join_kinds(stretches.after, 'O')}"
    yield from (f"J:{pair}" for pair in _adjacent_objects(stretches.after))
    yield from (f"j:{pair}" for pair in _adjacent_objects(stretches.near))
    yield f"Z:{'+'.join(find_kinds(stretches.inside))}|{after_subjects}|{wide_subjects}"
    yield f"X:{quantity_kind}:{after_subjects}"
    yield f"Y:{quantity_kind}:{wide_subjects}|{after_subjects}"


def _join_kinds(cues: Sequence[Cue], letters: str) -> str:
    return "+".join(kind for kind in find_kinds(cues) if kind[0] in letters)


def _adjacent_objects(cues: Sequence[Cue]) -> Iterator[str]:
    """Yield pairs of objects with nothing between them: the first qualifies the second."""
    objects = [cue for cue in cues if cue.kind[0] == "O"]
    return (
        f"{cue.kind}>{following.kind}"
        for cue, following in pairwise(objects)
        if cue.end == following.start
    )


def _subjects(cues: Sequence[Cue]) -> str:
    """Return the kinds of objects that claims can be about."""
    return "+".join(kind for kind in find_kinds(cues) if kind in _SUBJECTS)


def find_kinds(cues: Sequence[Cue]) -> list[str]:
    """Return the kinds of cues, each once, in alphabetical order."""
    return sorted({cue.kind for cue in cues})


def _site_name(stretches: Stretches) -> str:
    """Return how many sites are named before the figure, at most 2.

    A figure after several sites is the sum of the agency, one after a single site is that site's.
    """
    before = (*stretches.sentence, *stretches.wide)
    return f"sites:{min(2, sum(cue.kind == 'S:site' for cue in before))}"


def _nearby_names(stretches: Stretches, letter: str) -> Iterator[str]:
    """Yield the nearest cue of a kind, and all from the sentence start to the next mark."""
    nearest = stretches.find_nearest(letter)
    yield f"{nearest.stretch}:{nearest.kind}"
    yield nearest.kind
    yield from (f"w:{kind}" for kind in find_kinds(stretches.wide) if kind[0] == letter)
    yield from (f"a:{kind}" for kind in find_kinds(stretches.after) if kind[0] == letter)
    yield from (f"s:{kind}" for kind in find_kinds(stretches.sentence) if kind[0] == letter)


def _time_sequence(stretches: Stretches) -> str:
    """Return the kinds of words for periods from the start of the sentence to the figure."""
    kinds = [cue.kind for cue in (*stretches.sentence, *stretches.wide) if cue.kind[0] == "T"]
    return f"tq:{'>'.join(kinds[-_LONGEST_SEQUENCE:])}"


def _change_names(stretches: Stretches) -> Iterator[str]:
    """Yield whether a word of change is before or behind the figure (由46件减为31件)."""
    for code, cues in (("f", stretches.wide), ("t", stretches.after)):
        if any(cue.kind == _CHANGE for cue in cues):
            yield f"{code}:{_CHANGE}"
