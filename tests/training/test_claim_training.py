"""Drawn passages: every figure is at its offset, and most parts add up to their total."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from gouji.configs import FOLDER
from gouji.models.claims import JOIN, NONE
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.list_candidates import find_openings, find_successions, find_sums
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.claims.list_structure import read_list_context
from gouji.pipeline.claims.passage_claims import number_sentences
from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Claim
from gouji.training.claim_training import ClaimExamples, label_figures
from gouji.training.corpus.claims import (
    FigureStyle,
    LabelledPassage,
    all_wordings,
    draw_passage,
    split_wordings,
    try_sentence,
)
from gouji.training.corpus.claims.slots import METRICS, FigureSlot, inherit_scope, parse_pattern
from gouji.training.corpus.claims.values import assign_values, draw_facts
from gouji.training.corpus.claims.wordings import weight_of
from gouji.training.evaluation.claim_scores import ClaimScores, key_claims, key_truths

PASSAGES = [draw_passage(Random(f"test/{index}"), all_wordings()) for index in range(400)]


def test_no_entry_of_the_grammar_is_defined_twice() -> None:
    """Of two entries with one name a YAML reader drops the first in silence."""
    text = (FOLDER / "training" / "claims.yaml").read_text(encoding="utf-8")
    for part in text.split("\nfamilies:\n"):
        names = re.findall(r"^ {2}(\w+):", part, re.MULTILINE)
        assert len(names) == len(set(names)) > 100


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


@pytest.mark.parametrize(
    ("pattern", "facts", "is_drawn"),
    [
        ("收到<rec>件，公开<gra>件，不予公开<ref>件", {"gra": 6, "ref": 3}, False),
        ("收到<rec>件，公开<gra>件，不予公开<ref>件", {"gra": 6, "ref": 2}, True),
        ("收到<rec>件，办结<han>件，公开<gra>件，无法提供<una>件", {"gra": 6, "una": 3}, False),
        ("收到<rec =a>件，公开<gra +a>件，不予公开<ref +a>件", {"gra": 6, "ref": 3}, True),
        (
            "收到<rec>件，办结<han =a>件，公开<gra +a>件，无法提供<una +a>件",
            {"gra": 6, "una": 3},
            True,
        ),
        ("收到<rec>件，公开<gra>件", {"gra": 9}, True),
        ("收到<rec>件，召开会议<- 6-6>次、<- 3-3>次", {}, True),
    ],
)
def test_results_that_add_up_are_a_list(
    pattern: str, facts: dict[str, int], *, is_drawn: bool
) -> None:
    slots = [slot for slot in parse_pattern(pattern) if isinstance(slot, FigureSlot)]
    stated = dict.fromkeys(draw_facts(Random(0)), 0) | {"rec": 9, "han": 9} | facts
    assert assign_values(Random(0), slots, stated, wrong_share=0) == is_drawn


@pytest.mark.parametrize(
    ("before", "pattern", "is_drawn"),
    [
        ("收到贷款申请<- 9-9>件。", "答复<han>件。", False),
        ("收到来信<- 9-9>件。", "办结<han>件，结转<cout>件。", False),
        ("收到贷款申请<- 9-9>件。", "答复公开申请<han>件。", True),
        ("收到申请<rec>件。", "答复<han>件。", True),
        ("收到贷款申请<- 9-9>件。", "答复<->件。", True),
        ("收到申请<rec>件，征求意见<- 3-3>件，", "办结<han>件。", True),
    ],
)
def test_a_clause_that_seems_to_count_something_else_is_not_drawn(
    before: str, pattern: str, *, is_drawn: bool
) -> None:
    style, facts = FigureStyle(*[False] * 5), draw_facts(Random(1))
    empty = LabelledPassage(Passage("", "overview", 2023))
    opening = try_sentence(Random(1), empty, before, facts, style)
    assert opening
    assert bool(try_sentence(Random(1), opening, pattern, facts, style)) == is_drawn


@pytest.mark.parametrize(
    ("pattern", "is_line"), [("栏目<- 1-9> 公开情况", True), ("公开信息<dis>条。", False)]
)
def test_text_that_no_mark_closes_is_a_line_of_its_own(pattern: str, *, is_line: bool) -> None:
    before = LabelledPassage(Passage("全年公开及时。", "overview", 2023))
    style = FigureStyle(*[False] * 5)
    labelled = try_sentence(Random(1), before, pattern, draw_facts(Random(1)), style)
    assert labelled
    _, *lines = labelled.passage.text.split("\n")
    assert (len(lines) == 2 and lines[1] == "") == is_line
    [truth] = labelled.truths
    printed = labelled.passage.text[truth.start : truth.end]
    assert printed.isdigit() and int(printed) == truth.value


def test_lists_without_a_total_do_not_teach_what_follows() -> None:
    """甲3件、乙4件 may be a list; two metrics are none, nor are figures of a list and another."""
    drawn = {
        pattern: try_sentence(
            Random(1),
            LabelledPassage(Passage("", "overview", 2023)),
            pattern,
            draw_facts(Random(1)),
            FigureStyle(*[False] * 5),
        )
        for pattern in (
            "甲类<- 3-3>件、乙类<- 4-4>件。",
            "收到<rec>件，办结<han>件。",
            "共<- =a>件，甲类<- +a>件、乙类<- +a>件，丙<- 1-1>件。",
        )
    }
    answers = {}
    for pattern, labelled in drawn.items():
        assert labelled
        examples = ClaimExamples()
        examples.add(labelled)
        answers[pattern] = [answer for _, answer in examples.answers["follows"]]
    nameless, metrics, listed = answers.values()
    assert (nameless, metrics) == ([], [False])
    assert sorted(listed) == [False, False, True]


def test_a_family_may_be_drawn_more_rarely() -> None:
    families = {
        name: [f"{name}<-{' 7-7' if name == 'menus' else ' 8-8'}>件。"]
        for name in ("menus", "rec_plain")
    }
    drawn = [
        draw_passage(Random(i), {k: tuple(v) for k, v in families.items()}) for i in range(400)
    ]
    values = [truth.value for labelled in drawn for truth in labelled.truths]
    assert weight_of("menus") < weight_of("rec_plain") == 1
    assert values.count(7) < values.count(8)


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
