"""What a decision depends on, as text, so that it is asked again only where that has changed.

A report is named by the content of its file, so a place in the source stays what it is. A decision
on a cell depends on the form whose cells its table has. A decision on a figure or a heading depends
on the characters there, one on a finding on the numbers that were compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import blake2b

from gouji.pipeline.decisions.answers import Kind
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.records import Finding, Report

JUDGED = "judged"  # The key of `Decision.was` that has the text.


class JudgedReport:
    """A report as decisions see it. `report` has its findings."""

    def __init__(self, report_id: str, report: Report) -> None:
        self._id, self._report = report_id, report
        self._forms = {str(cell.key): cell.form for cell in report.cells}
        self._findings = {finding.key: finding for finding in report.findings}

    def find(self, subject: Subject) -> str | None:
        """What a decision on the subject depends on; None where the report has no such subject."""
        return _FINDERS[subject.kind](self, subject)

    def applies(self, decision: Decision) -> bool:
        """Whether what the decision judged is still there and the same."""
        judged = self.find(decision.subject)
        if judged is None:
            return False
        return decision.was is None or decision.was.get(JUDGED, judged) == judged

    def _find_cell(self, subject: Subject) -> str | None:
        """The form of the cell. Which report is the second of a file may change, so a cell there
        depends on the issuer as well."""
        form = self._forms.get(subject.subject)
        if form is None or "#" not in self._id:
            return form
        return f"{form} {self._report.agency} {self._report.year}"

    def _find_characters(self, subject: Subject) -> str | None:
        start, end = subject.span
        return self._report.document.text[start:end] or None

    def _find_section(self, subject: Subject) -> str | None:
        titles = {str(section.start): section.title for section in self._report.sections}
        return titles.get(subject.subject)

    def _find_finding(self, subject: Subject) -> str | None:
        finding = self._findings.get(subject.subject)
        return None if finding is None else describe_finding(finding)

    def _find_field(self, subject: Subject) -> str | None:
        if subject.subject != "signed":
            return ""
        cells = [(str(cell.key), cell.status, str(cell.value)) for cell in self._report.cells]
        return blake2b(repr(cells).encode("utf-8", "replace"), digest_size=8).hexdigest()


_FINDERS: Mapping[Kind, Callable[[JudgedReport, Subject], str | None]] = {
    "cell": JudgedReport._find_cell,
    "claim": JudgedReport._find_characters,
    "unplaced": JudgedReport._find_characters,
    "section": JudgedReport._find_section,
    "finding": JudgedReport._find_finding,
    "report": JudgedReport._find_field,
}


def describe_finding(finding: Finding) -> str:
    """The numbers that were compared."""
    if not finding.operands:
        return f"{finding.left} {finding.right}"
    return " ".join(f"{one.sign}:{one.ref}={one.value}" for one in finding.operands)
