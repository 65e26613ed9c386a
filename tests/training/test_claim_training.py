"""Drawn passages: every figure is at its offset, and most parts add up to their total."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from gouji.models.claims import JOIN, NONE
from gouji.pipeline.claims.list_candidates import find_openings, find_successions, find_sums
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.claims.list_structure import read_list_context
from gouji.pipeline.claims.passage_claims import number_sentences
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Claim
from gouji.training.claim_training import label_figures
from gouji.training.corpus.claims import (
    all_wordings,
    draw_passage,
    split_wordings,
)
from gouji.training.corpus.claims.slots import METRICS, FigureSlot, inherit_scope, parse_pattern
from gouji.training.corpus.claims.values import assign_values, draw_facts
from gouji.training.evaluation.claim_scores import ClaimScores, key_claims, key_truths

PASSAGES = [draw_passage(Random(f"test/{index}"), all_wordings()) for index in range(400)]


def test_one_seed_draws_one_passage() -> None:
    assert draw_passage(Random(7), all_wordings()) == draw_passage(Random(7), all_wordings())


def test_figures_are_found_with_their_values() -> None:
    claimed = missed = 0
    for labelled in PASSAGES:
        quantities = {(q.start, q.end): q for q in find_quantities(fold(labelled.passage.text))}
        for truth in labelled.truths:
            if truth.metric != NONE:
                claimed += 1
                quantity = quantities.get((truth.start, truth.end))
                expected = (Decimal(truth.value), truth.approximate)
                is_right = quantity and (quantity.value, quantity.approximate) == expected
                missed += not is_right
    assert claimed > 500
    assert missed / claimed < 0.01


def test_every_metric_is_drawn() -> None:
    metrics = {name for p in PASSAGES for t in p.truths for name in t.metric.split(JOIN)}
    assert metrics == set(METRICS.values())


def test_most_partitions_add_up() -> None:
    partitions = [(p.truths, list_) for p in PASSAGES for list_ in p.lists if list_.whole]
    right = [
        sum(truths[i].value for i in list_.parts) == truths[list_.total].value
        for truths, list_ in partitions
        if not any(truths[i].approximate for i in (list_.total, *list_.parts))
    ]
    assert 0.65 < sum(right) / len(right) < 0.9


def test_folds_share_no_patterns() -> None:
    wordings = all_wordings()
    for index in range(5):
        held_out, rest = split_wordings(5, index)
        for name, patterns in wordings.items():
            assert not set(held_out.get(name, ())) & set(rest[name])
            assert {*held_out.get(name, ()), *rest[name]} == {*patterns}
        assert all(rest.values())


def test_a_pattern_is_parsed_into_text_and_figures() -> None:
    pieces = parse_pattern(
        "‹网上›申请<chan +a>件，<!reco+lit 未发生>复议、诉讼，上年<rec last 3-3>件"
    )
    channel, zero, last = (piece for piece in pieces if isinstance(piece, FigureSlot))
    assert (channel.metric, channel.channel, channel.is_in("a")) == (
        "requests_by_channel", "网上", True,
    )  # fmt: skip
    assert (zero.metric, zero.zero, zero.value) == ("reconsiderations+litigations", "未发生", 0)
    assert (last.period, last.bounds, last.is_fact) == ("last_year", (3, 3), False)
    assert (
        "".join(piece for piece in pieces if isinstance(piece, str))
        == "网上申请件，复议、诉讼，上年件"
    )


def test_parts_inherit_the_scope_of_their_total_unless_they_have_their_own() -> None:
    pieces = parse_pattern(
        "全县<rec whole =a>件，公开<gra ~a>件，本级<rec +a self>件，去年<gra last>件"
    )
    slots = [piece for piece in pieces if isinstance(piece, FigureSlot)]
    inherit_scope(slots)
    assert [(slot.about, slot.period) for slot in slots] == [
        ("whole", "year"), ("whole", "year"), ("self", "year"), ("self", "last_year"),
    ]  # fmt: skip
    assert [slot.is_fact for slot in slots] == [False, False, True, False]


def test_a_word_of_zero_may_have_a_scope() -> None:
    [_, slot, _] = parse_pattern("各所<!rec part 没有 收到>申请")
    assert isinstance(slot, FigureSlot)
    assert (slot.zero, slot.about, slot.value) == ("没有 收到", "part", 0)


def test_most_links_of_drawn_lists_are_candidates() -> None:
    partitions = missed = 0
    for labelled in PASSAGES:
        figures, truths = label_figures(labelled)
        items = [
            Item(figure, truth.metric, number)
            for figure, truth, number in zip(
                figures, truths, number_sentences(figures), strict=True
            )
        ]
        context = read_list_context(fold(labelled.passage.text), items)
        index_of = {truth.start: n for n, truth in enumerate(truths)}
        candidates = {*find_openings(context), *find_successions(context), *find_sums(context)}
        for list_ in labelled.lists:
            starts = [labelled.truths[n].start for n in (list_.total, *list_.parts)]
            if list_.whole and all(start in index_of for start in starts):
                total, *parts = (index_of[start] for start in starts)
                link = (total, parts[0]) if total < parts[0] else (parts[-1], total)
                partitions += 1
                missed += not {link, *pairwise(parts)} <= candidates
    assert partitions > 100
    assert missed / partitions < 0.02


def test_drawn_facts_add_up() -> None:
    for seed in range(50):
        facts = draw_facts(Random(seed))
        assert facts["rec"] + facts["cin"] == facts["han"] + facts["cout"]
        keys = ("gra", "par", "ref", "una", "unprocessed", "otherwise")
        assert sum(facts[key] for key in keys) == facts["han"]


def test_a_list_that_does_not_fit_the_facts_gets_no_values() -> None:
    facts = draw_facts(Random(0)) | {"rec": 10, "han": 3, "cout": 2}
    slots = [s for s in parse_pattern("<rec =a>，<han +a>，<cout +a>") if isinstance(s, FigureSlot)]
    assert not assign_values(Random(0), slots, facts)
    assert assign_values(Random(0), slots, facts | {"han": 8})


def test_figures_and_truths_are_in_the_same_order() -> None:
    figures, truths = label_figures(PASSAGES[3])
    assert [figure.quantity.start for figure in figures] == [truth.start for truth in truths]


@pytest.mark.parametrize(("error", "correct"), [(0, 1), (1, 0)])
def test_a_claim_is_correct_if_offset_and_value_are_right(error: int, correct: int) -> None:
    labelled = next(
        p for p in PASSAGES if [t.metric for t in p.truths] == ["requests_received"] and not p.lists
    )
    [truth] = labelled.truths
    value = Decimal(truth.value + error)
    claim = Claim("requests_received", value, truth.start, truth.end, "")
    scores = ClaimScores()
    scores.add(key_claims([claim]), key_truths(labelled))
    for score in scores.table():
        assert (score.predicted, score.true, score.correct) == (1, 1, correct)
    assert [score.metric for score in scores.table()] == ["all", "requests_received"]
