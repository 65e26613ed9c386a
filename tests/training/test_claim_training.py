"""Drawn passages: every figure stands where its truth says, and parts make up their total."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from gouji.models.claims import JOIN, NONE
from gouji.pipeline.claims.list_candidates import find_follows, find_openings, find_summed, set_out
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.claims.statements import number_sentences
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Claim
from gouji.training.claim_lessons import read_drawn
from gouji.training.corpus.claims import Drawn, all_wordings, draw_passage, split_wordings
from gouji.training.corpus.claims.slots import METRICS, Slot, hand_down, parse_slots
from gouji.training.corpus.claims.values import draw_facts, fill
from gouji.training.evaluation.claim_scores import ClaimScores, name_claims, name_truths

PASSAGES = [draw_passage(Random(f"test/{index}"), all_wordings()) for index in range(400)]


def test_one_seed_draws_one_passage() -> None:
    assert draw_passage(Random(7), all_wordings()) == draw_passage(Random(7), all_wordings())


def test_the_product_finds_the_figures_with_their_values() -> None:
    claimed = missed = 0
    for drawn in PASSAGES:
        found = {(q.start, q.end): q for q in find_quantities(fold(drawn.passage.text))}
        for truth in drawn.truths:
            if truth.metric != NONE:
                claimed += 1
                one = found.get((truth.start, truth.end))
                right = one and (one.value, one.approximate) == (truth.value, truth.approximate)
                missed += not right
    assert claimed > 500
    assert missed / claimed < 0.01


def test_every_metric_is_taught() -> None:
    taught = {metric for one in PASSAGES for t in one.truths for metric in t.metric.split(JOIN)}
    assert taught == set(METRICS.values())


def test_most_partitions_add_up() -> None:
    wholes = [(d, one) for d in PASSAGES for one in d.lists if one.whole]
    exact = [(d, one) for d, one in wholes if not _is_vague(d, one.total, *one.parts)]
    right = [
        sum(d.truths[part].value for part in one.parts) == d.truths[one.total].value
        for d, one in exact
    ]
    assert 0.65 < sum(right) / len(right) < 0.9


def _is_vague(drawn: Drawn, *places: int) -> bool:
    return any(drawn.truths[place].approximate for place in places)


def test_folds_share_no_pattern() -> None:
    everything = all_wordings()
    for fold_ in range(5):
        held, rest = split_wordings(5, fold_)
        assert all(not set(held.get(name, ())) & set(rest[name]) for name in everything)
        assert all({*held.get(name, ()), *rest[name]} == {*own} for name, own in everything.items())
        assert all(rest.values())


def test_marks_become_slots() -> None:
    pieces = parse_slots(
        "‹网上›申请<chan +a>件，<!reco+lit 未发生>复议、诉讼，上年<rec last 3-3>件"
    )
    channel, zero, last = (piece for piece in pieces if isinstance(piece, Slot))
    assert (channel.metric, channel.channel, channel.is_in("a")) == (
        "requests_by_channel", "网上", True,
    )  # fmt: skip
    assert (zero.metric, zero.zero, zero.value) == ("reconsiderations+litigations", "未发生", 0)
    assert (last.period, last.bounds, last.is_fact) == ("last_year", (3, 3), False)
    assert (
        "".join(piece for piece in pieces if isinstance(piece, str))
        == "网上申请件，复议、诉讼，上年件"
    )


def test_parts_are_about_what_their_total_is_about_unless_they_say() -> None:
    pieces = parse_slots(
        "全县<rec whole =a>件，公开<gra ~a>件，本级<rec +a self>件，去年<gra last>件"
    )
    slots = [piece for piece in pieces if isinstance(piece, Slot)]
    hand_down(slots)
    assert [(one.about, one.period) for one in slots] == [
        ("whole", "year"), ("whole", "year"), ("self", "year"), ("self", "last_year"),
    ]  # fmt: skip
    assert [one.is_fact for one in slots] == [False, False, True, False]


def test_a_word_of_zero_may_be_about_others() -> None:
    [_, slot, _] = parse_slots("各所<!rec part 没有 收到>申请")
    assert isinstance(slot, Slot)
    assert (slot.zero, slot.about, slot.value) == ("没有 收到", "part", 0)


def test_links_of_drawn_lists_are_among_those_asked_for() -> None:
    asked = missed = 0
    for drawn in PASSAGES:
        figures, truths = read_drawn(drawn)
        items = [
            Item(figure, truth.metric, number)
            for figure, truth, number in zip(
                figures, truths, number_sentences(figures), strict=True
            )
        ]
        setting = set_out(fold(drawn.passage.text), items)
        place = {truth.start: n for n, truth in enumerate(truths)}
        known = {*find_openings(setting), *find_follows(setting), *find_summed(setting)}
        for one in drawn.lists:
            total, *parts = (place.get(drawn.truths[n].start, -1) for n in (one.total, *one.parts))
            if one.whole and -1 not in (total, *parts):
                ends = (total, parts[0]) if total < parts[0] else (parts[-1], total)
                asked += 1
                missed += not {ends, *pairwise(parts)} <= known
    assert asked > 100
    assert missed / asked < 0.02


def test_facts_follow_from_one_another() -> None:
    for seed in range(50):
        facts = draw_facts(Random(seed))
        assert facts["rec"] + facts["cin"] == facts["han"] + facts["cout"]
        keys = ("gra", "par", "ref", "una", "unprocessed", "otherwise")
        assert sum(facts[key] for key in keys) == facts["han"]


def test_a_list_that_cannot_fit_the_facts_is_given_up() -> None:
    facts = draw_facts(Random(0)) | {"rec": 10, "han": 3, "cout": 2}
    slots = [s for s in parse_slots("<rec =a>，<han +a>，<cout +a>") if isinstance(s, Slot)]
    assert not fill(Random(0), slots, facts)
    assert fill(Random(0), slots, facts | {"han": 8})


def test_figures_line_up_with_truths() -> None:
    drawn = PASSAGES[3]
    figures, truths = read_drawn(drawn)
    assert [one.quantity.start for one in figures] == [one.start for one in truths]


@pytest.mark.parametrize(("value", "hit"), [(5, 1), (6, 0)])
def test_a_claim_counts_if_place_and_value_are_right(value: int, hit: int) -> None:
    drawn = next(
        d for d in PASSAGES if [t.metric for t in d.truths] == ["requests_received"] and not d.lists
    )
    [truth] = drawn.truths
    shift = value - 5
    claim = Claim("requests_received", truth.value + shift, truth.start, truth.end, "")  # type: ignore[arg-type]
    scores = ClaimScores()
    scores.add(name_claims([claim]), name_truths(drawn))
    [all_, one] = scores.table()
    assert (one.found, one.true, one.both) == (1, 1, hit) == (all_.found, all_.true, all_.both)
