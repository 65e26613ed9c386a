"""Lays decisions over the records of a report: what a person answered is trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gouji.pipeline.decisions.answers import (
    CellAnswer,
    ClaimAnswer,
    FigureAnswer,
    FindingAnswer,
    ReportAnswer,
    SectionAnswer,
)
from gouji.pipeline.decisions.judged import JUDGED, JudgedReport, describe_finding
from gouji.pipeline.decisions.records import BREAKDOWN, Decision, Subject
from gouji.pipeline.decisions.standing import find_standing
from gouji.pipeline.records import Cell, Claim, Finding, Report, Section, UnplacedFigure

# The decision that stands for each subject of one report.
Decided = Mapping[Subject, Decision]


def select_standing(
    report_id: str, report: Report, decisions: Mapping[Subject, list[Decision]]
) -> dict[Subject, Decision]:
    """The decisions on one report that stand and still apply to it; `report` has its findings."""
    judged = JudgedReport(report_id, report)
    standing = {subject: find_standing(listed) for subject, listed in decisions.items()}
    return {
        subject: found.decision
        for subject, found in standing.items()
        if found.decision is not None and judged.applies(found.decision)
    }


def lay_over(report_id: str, report: Report, decided: Decided) -> Report:
    """The report with what was decided in the place of what was read; confidences are 1 there.

    Findings are those of the report: they have to be decided again.
    """
    agency = find_field(decided, report_id, "agency")
    year = find_field(decided, report_id, "year")
    return replace(
        report,
        cells=tuple([_lay_over_cell(cell, report_id, decided) for cell in report.cells]),
        claims=tuple(_lay_over_claims(report.claims, report_id, decided)),
        sections=tuple(_lay_over_sections(report.sections, report_id, decided)),
        unplaced=tuple(_list_unplaced(report.unplaced, report_id, decided)),
        agency=report.agency if agency is None else str(agency.is_ or "") or None,
        agency_confidence=report.agency_confidence if agency is None else 1.0,
        year=report.year if year is None else int(year.is_ or 0) or None,
        year_confidence=report.year_confidence if year is None else 1.0,
    )


def find_field(decided: Decided, report_id: str, name: str) -> ReportAnswer | None:
    """What was decided of the field `name` of a report."""
    decision = decided.get(Subject(report_id, "report", name))
    return decision.answer if decision and isinstance(decision.answer, ReportAnswer) else None


def _lay_over_cell(cell: Cell, report_id: str, decided: Decided) -> Cell:
    decision = decided.get(Subject(report_id, "cell", str(cell.key)))
    if decision is None or not isinstance(decision.answer, CellAnswer):
        return cell
    answer = decision.answer
    return cell._replace(
        status=answer.status,
        value=answer.value,
        confidence=1.0,
        suggested=None if answer.status == "read" else cell.suggested,
    )


def name_claim(report_id: str, claim: Claim) -> Subject:
    """The subject of a claim: the place of its figure, and whether it is that of a total with its
    parts."""
    suffix = f":{BREAKDOWN}" if claim.metric == BREAKDOWN else ""
    return Subject(report_id, "claim", f"{claim.start}:{claim.end}{suffix}")


def _lay_over_claims(claims: Iterable[Claim], report_id: str, decided: Decided) -> Iterable[Claim]:
    """A figure that states nothing is no claim."""
    for claim in claims:
        decision = decided.get(name_claim(report_id, claim))
        if decision is None or not isinstance(decision.answer, ClaimAnswer):
            yield claim
        elif decision.answer.metric is not None and decision.answer.value is not None:
            answer = decision.answer
            yield replace(
                claim,
                metric=decision.answer.metric,
                value=decision.answer.value,
                parts=claim.parts if answer.parts is None else answer.parts,
                about=answer.about,
                period=answer.period,
                confidence=1.0,
            )


def _lay_over_sections(
    sections: Iterable[Section], report_id: str, decided: Decided
) -> Iterable[Section]:
    for section in sections:
        decision = decided.get(Subject(report_id, "section", str(section.start)))
        if decision is None or not isinstance(decision.answer, SectionAnswer):
            yield section
        elif decision.answer.opens is not None:
            yield replace(section, section=decision.answer.opens, confidence=1.0)


def _list_unplaced(
    figures: Iterable[UnplacedFigure], report_id: str, decided: Decided
) -> Iterable[UnplacedFigure]:
    """The figures about which nobody decided yet."""
    for figure in figures:
        subject = Subject(report_id, "unplaced", f"{figure.start}:{figure.end}")
        decision = decided.get(subject)
        if decision is None or not isinstance(decision.answer, FigureAnswer):
            yield figure


def judge_findings(
    report_id: str, findings: Iterable[Finding], decided: Decided
) -> tuple[Finding, ...]:
    """The findings of a report; a broken one that was judged to rest on a misreading accuses
    nobody."""
    return tuple(_judge(finding, report_id, decided) for finding in findings)


def _judge(finding: Finding, report_id: str, decided: Decided) -> Finding:
    decision = decided.get(Subject(report_id, "finding", finding.key))
    if decision is None or not isinstance(decision.answer, FindingAnswer):
        return finding
    is_same = (decision.was or {}).get(JUDGED, describe_finding(finding))
    is_misread = decision.answer.judgement == "misread" and finding.verdict == "broken"
    if not is_misread or is_same != describe_finding(finding):
        return finding
    return replace(finding, verdict="undecided", cause="reading")
