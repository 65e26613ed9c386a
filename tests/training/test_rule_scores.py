"""Reports drawn for rules over running text: what they say is what their truth says."""

from __future__ import annotations

import re
from random import Random

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.kit import Kit, load_kit
from gouji.training.corpus.claims import all_wordings
from gouji.training.corpus.contradictions.agency_names import Misnamed, draw_misnamed
from gouji.training.corpus.contradictions.narrative import (
    Narrated,
    draw_narrated,
    set_overview,
    silence,
)
from gouji.training.corpus.reports.marks import unmark
from gouji.training.corpus.reports.page import Line, draw_page
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.evaluation.rule_scores import NAMES, NARRATIVE, score_names, score_narrated
from gouji.training.evaluation.scoring import broken

FORMS = load_forms(FOLDER / "forms")


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


@pytest.fixture(scope="module")
def drawn() -> list[Narrated]:
    return [draw_narrated(Random(f"t/{n}"), FORMS, all_wordings(), str(n)) for n in range(60)]


def test_one_seed_draws_one_report(drawn: list[Narrated]) -> None:
    again = draw_narrated(Random("t/3"), FORMS, all_wordings(), "3")
    assert (again.sample.data, again.broken) == (drawn[3].sample.data, drawn[3].broken)


def test_most_sentences_agree_with_the_tables_and_some_do_not(drawn: list[Narrated]) -> None:
    said = [one for report in drawn for one in report.broken]
    assert {rule for rule, _, _ in said} == set(NARRATIVE)
    assert 30 < len(said) < 180
    assert any(not report.broken for report in drawn)


def test_what_is_against_the_table_is_printed_and_is_not_in_the_table(
    drawn: list[Narrated],
) -> None:
    cells = {"requests_received": "received", "requests_handled": "handled"}
    held = 0
    for report in drawn:
        totals = {k.row: t.value for k, t in report.sample.cells.items() if k.column == "total"}
        for _, metric, value in report.broken:
            if metric in cells and totals[cells[metric]] is not None:
                held += 1
                assert value != totals[cells[metric]]
    assert held > 10


def test_the_overview_is_the_text_that_was_set_and_all_else_stays() -> None:
    for seed in range(40):
        rng = Random(seed)
        page = draw_page(rng, draw_figures(rng, FORMS))
        new = set_overview(page, "全年收到申请3件。\n办结2件。")
        at = next(i for i, part in enumerate(new.parts) if _section(part) == "overview")
        assert [part.text for part in new.parts[at + 1 : at + 3] if isinstance(part, Line)] == [
            "全年收到申请3件。",
            "办结2件。",
        ]
        assert not isinstance(new.parts[at + 3], Line) or new.parts[at + 3].section
        assert new.grids == page.grids


def test_a_silent_page_says_nothing_of_its_figures() -> None:
    loud = 0
    for seed in range(40):
        rng = Random(f"silent/{seed}")
        page = draw_page(rng, draw_figures(rng, FORMS))
        quiet = silence(page)
        assert quiet.grids == page.grids
        assert [one for one in page.parts if one not in quiet.parts] == [
            one for one in page.parts if isinstance(one, Line) and one not in quiet.parts
        ]
        loud += any(
            "收到政府信息公开申请" in one.text for one in page.parts if isinstance(one, Line)
        )
        assert not any("收到申请" in one.text for one in quiet.parts if isinstance(one, Line))
    assert loud > 5


def _section(part: object) -> str:
    return part.section if isinstance(part, Line) else ""


def test_the_rules_find_what_was_planted(kit: Kit) -> None:
    """The first reports of `gouji evaluate`; floors somewhat below what it finds."""
    scores = score_narrated(kit, seed=20212, count=40)
    assert [one.rule for one in scores] == list(NARRATIVE)
    for one in scores:
        assert one.true >= 15
        assert one.precision > 0.8, one.row()
        assert one.recall > 0.5, one.row()


def test_identities_are_scored_without_what_the_text_says(kit: Kit) -> None:
    from gouji.pipeline.extract import extract

    for n in range(12):
        sample = draw_narrated(Random(f"b/{n}"), FORMS, all_wordings(), str(n)).sample
        findings = extract(sample.data, sample.name, kit).findings
        if any(one.rule == "narrative_vs_table" and one.verdict == "broken" for one in findings):
            assert "narrative_vs_table" not in {rule for rule, _ in broken(findings)}
            return
    pytest.fail("no report contradicts its table")


@pytest.fixture(scope="module")
def misnamed() -> list[Misnamed]:
    return [draw_misnamed(Random(f"m/{n}"), FORMS, str(n)) for n in range(40)]


def test_another_name_stands_where_it_is_said_to_and_the_own_one_elsewhere(
    misnamed: list[Misnamed],
) -> None:
    assert {one.slot for one in misnamed} == {"", "title", "preamble", "contact", "line"}
    for one in misnamed:
        text = unmark(one.sample.marked_text, one.sample.marks)[0]
        plain = "".join(re.sub("<[^>]*>|[|]", "", text).split())  # Word sets names in pieces
        assert one.other != one.agency
        assert (one.other in plain) >= bool(one.slot), one.sample.rendering
        assert one.agency in plain


def test_names_are_told_apart(kit: Kit) -> None:
    score = score_names(kit, seed=5, count=30)
    assert score.rule == NAMES
    assert score.true >= 8
    assert score.precision >= 0.9, score.row()
    assert score.recall >= 0.75, score.row()
