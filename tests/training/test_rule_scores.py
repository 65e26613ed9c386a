"""Reports drawn for rules over running text: the text states what its truth says."""

from __future__ import annotations

import re
from random import Random

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.extract import extract
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.kit import Kit, load_kit
from gouji.training.corpus.claims import all_wordings
from gouji.training.corpus.contradictions.agency_names import (
    MisnamedReport,
    draw_misnamed_report,
)
from gouji.training.corpus.contradictions.narrative import (
    NarrativeReport,
    draw_narrative_report,
    remove_claims,
    replace_overview,
)
from gouji.training.corpus.contradictions.periods import draw_misdated_report
from gouji.training.corpus.contradictions.sections import draw_repeating_report
from gouji.training.corpus.reports.marks import unmark
from gouji.training.corpus.reports.page import PagePart, ReportPage, TextLine, draw_page
from gouji.training.corpus.reports.values import draw_figures
from gouji.training.evaluation.rule_scores import (
    AGENCY_NAME_RULE,
    NARRATIVE_RULES,
    PERIOD_RULE,
    REPEATED_SECTION_RULE,
    RuleScore,
    score_agency_name_rule,
    score_narrative_rules,
    score_period_rule,
    score_repeated_section_rule,
)
from gouji.training.evaluation.scoring import find_broken_rules

FORMS = load_forms(FOLDER / "forms")


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


def draw_narrative(seed: str, name: str) -> NarrativeReport:
    return draw_narrative_report(Random(seed), FORMS, all_wordings(), name)


@pytest.fixture(scope="module")
def drawn() -> list[NarrativeReport]:
    return [draw_narrative(f"t/{n}", str(n)) for n in range(60)]


def test_one_seed_draws_one_report(drawn: list[NarrativeReport]) -> None:
    again = draw_narrative("t/3", "3")
    assert (again.sample.data, again.broken) == (drawn[3].sample.data, drawn[3].broken)


def test_most_sentences_agree_with_the_tables_and_some_do_not(
    drawn: list[NarrativeReport],
) -> None:
    broken = [claim for report in drawn for claim in report.broken]
    assert {claim.rule for claim in broken} == set(NARRATIVE_RULES)
    assert 30 < len(broken) < 180
    assert any(not report.broken for report in drawn)


def test_a_contradicting_claim_has_another_value_than_the_table(
    drawn: list[NarrativeReport],
) -> None:
    rows = {"requests_received": "received", "requests_handled": "handled"}
    compared = 0
    for report in drawn:
        totals = {k.row: t.value for k, t in report.sample.cells.items() if k.column == "total"}
        for _, metric, value in report.broken:
            if metric in rows and totals[rows[metric]] is not None:
                compared += 1
                assert value != totals[rows[metric]]
    assert compared > 10


def _draw_page(seed: int | str) -> ReportPage:
    rng = Random(seed)
    return draw_page(rng, draw_figures(rng, FORMS))


def _texts(parts: tuple[PagePart, ...]) -> list[str]:
    return [part.text for part in parts if isinstance(part, TextLine)]


def _section(part: PagePart) -> str:
    return part.section if isinstance(part, TextLine) else ""


def test_only_the_overview_is_replaced() -> None:
    for seed in range(40):
        page = _draw_page(seed)
        changed = replace_overview(page, "全年收到申请3件。\n办结2件。")
        index = next(i for i, part in enumerate(changed.parts) if _section(part) == "overview")
        overview = changed.parts[index + 1 : index + 3]
        assert _texts(overview) == ["全年收到申请3件。", "办结2件。"]
        after = changed.parts[index + 3]
        assert not isinstance(after, TextLine) or after.section
        assert changed.grids == page.grids


def test_only_paragraphs_with_claims_are_removed() -> None:
    pages_with_claims = 0
    for seed in range(40):
        page = _draw_page(f"silent/{seed}")
        changed = remove_claims(page)
        assert changed.grids == page.grids
        removed = [part for part in page.parts if part not in changed.parts]
        assert all(isinstance(part, TextLine) for part in removed)
        pages_with_claims += any("收到政府信息公开申请" in text for text in _texts(page.parts))
        assert not any("收到申请" in text for text in _texts(changed.parts))
    assert pages_with_claims > 5


@pytest.fixture(scope="module")
def narrative_scores(kit: Kit) -> dict[str, RuleScore]:
    """On the first reports of `gouji evaluate`."""
    return {score.rule: score for score in score_narrative_rules(kit, seed=20212, count=80)}


@pytest.mark.parametrize(
    ("rule", "precision"),
    [("narrative_vs_table", 0.8), ("narrative_breakdown", 0.8)],
)
def test_planted_contradictions_are_found(
    rule: str, precision: float, narrative_scores: dict[str, RuleScore]
) -> None:
    """The floors are somewhat below the scores."""
    assert list(narrative_scores) == list(NARRATIVE_RULES)
    score = narrative_scores[rule]
    assert score.true >= 15
    assert score.precision > precision, score.row()
    assert score.recall > 0.5, score.row()


def test_findings_about_claims_are_left_out_of_the_scores_of_identities(kit: Kit) -> None:
    for n in range(12):
        sample = draw_narrative(f"b/{n}", str(n)).sample
        findings = extract(sample.data, sample.name, kit).findings
        broken = {finding.rule for finding in findings if finding.verdict == "broken"}
        if "narrative_vs_table" in broken:
            scored = {finding.rule for finding in find_broken_rules(findings)}
            assert "narrative_vs_table" not in scored
            return
    pytest.fail("no report contradicts its table")


@pytest.fixture(scope="module")
def misnamed() -> list[MisnamedReport]:
    return [draw_misnamed_report(Random(f"m/{n}"), FORMS, str(n)) for n in range(40)]


def test_the_wrong_name_is_in_its_place_and_the_right_one_elsewhere(
    misnamed: list[MisnamedReport],
) -> None:
    slots = {report.slot for report in misnamed}
    assert slots == {None, "title", "preamble", "contact", "line", "signature"}
    for report in misnamed:
        sample = report.sample
        text = unmark(sample.marked_text, sample.marks).text
        # Word splits a name into several spans.
        plain = "".join(re.sub("<[^>]*>|[|]", "", text).split())
        assert report.wrong_name != report.agency
        assert (report.wrong_name in plain) >= (report.slot is not None), sample.rendering
        assert report.agency in plain


def test_wrong_names_are_found(kit: Kit) -> None:
    score = score_agency_name_rule(kit, seed=5, count=30)
    assert score.rule == AGENCY_NAME_RULE
    assert score.true >= 8
    assert score.precision >= 0.9, score.row()
    assert score.recall >= 0.75, score.row()


def test_the_wrong_year_is_in_its_place() -> None:
    reports = [draw_misdated_report(Random(f"d/{n}"), FORMS, str(n)) for n in range(40)]
    assert {report.slot for report in reports} == {None, "title", "report", "period", "story"}
    for report in reports:
        text = unmark(report.sample.marked_text, report.sample.marks).text
        plain = "".join(re.sub("<[^>]*>|[|]", "", text).split())
        assert report.wrong_year != report.year
        if report.slot:
            assert f"{report.wrong_year}年" in plain, report.sample.rendering


def test_half_of_the_reports_have_a_section_twice() -> None:
    reports = [draw_repeating_report(Random(f"s/{n}"), FORMS, str(n)) for n in range(40)]
    assert 12 <= sum(bool(report.repeated) for report in reports) <= 28
    for report in reports:
        headings = [heading.section for heading in report.sample.headings]
        repeated = {name for name in headings if headings.count(name) > 1}
        assert repeated <= report.repeated


def test_wrong_years_and_repeated_sections_are_found(kit: Kit) -> None:
    period = score_period_rule(kit, seed=20212, count=40)
    repeated = score_repeated_section_rule(kit, seed=20212, count=40)
    assert (period.rule, repeated.rule) == (PERIOD_RULE, REPEATED_SECTION_RULE)
    for score, floor in ((period, 0.85), (repeated, 0.85)):
        assert score.true >= 12
        assert score.precision >= 0.95, score.row()
        assert score.recall >= floor, score.row()
