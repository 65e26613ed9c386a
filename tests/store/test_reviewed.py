"""Decisions laid over datasets: in `load`, `export`, `check` and `show`, also after a new run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

import gouji
from gouji.pipeline.decisions.answers import CellAnswer, ClaimAnswer, FindingAnswer, ReportAnswer
from gouji.pipeline.decisions.judged import describe_finding
from gouji.pipeline.decisions.records import Decision, Subject, now, retract
from gouji.pipeline.records import Finding
from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url
from gouji.terminal.report_view import print_report

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
# Its handled total is printed one below the sum of the outcomes, in two columns.
SOURCE = SAMPLES / "03-bar-lines-contradiction.txt"
TOTAL = "requests/handled/total"


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("read") / "out"
    gouji.run([SOURCE], out, jobs=0)
    return out


@pytest.fixture
def out(read_once: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(read_once, tmp_path / "out"))


@pytest.fixture
def report_id(out: Path) -> str:
    return str(gouji.load(out, "reports")["report"][0])


def decide(out: Path, *decisions: Decision) -> None:
    journal = Journal.open(find_url(out))
    journal.append(decisions)
    journal.close()


def say(report: str, cell: str, value: int | None, by: str = "张三", **fields: Any) -> Decision:
    answer = CellAnswer(status="blank" if value is None else "read", value=value)
    return Decision(Subject(report, "cell", cell), answer, by, now(), **fields)


def cell(frame: pd.DataFrame, name: str) -> Mapping[str, Any]:
    table, row, column = name.split("/")
    [found] = frame[(frame.table == table) & (frame.row == row) & (frame.column == column)].to_dict(
        "records"
    )
    return dict(found)


def finding(frame: pd.DataFrame, rule: str, scope: str) -> Mapping[str, Any]:
    [found] = frame[(frame.rule == rule) & (frame.scope == scope)].to_dict("records")
    return dict(found)


def test_nothing_decided_adds_nothing(out: Path) -> None:
    assert "reviewed_by" not in gouji.load(out, "cells").columns
    assert not (out / "decisions.sqlite").exists()


def test_a_decision_is_beside_what_was_read_and_decides_identities(
    out: Path, report_id: str
) -> None:
    before = gouji.load(out, "findings")
    assert finding(before, "outcomes_sum_to_handled", "total")["verdict"] == "broken"
    value = int(cell(gouji.load(out, "cells"), TOTAL)["value"])
    decide(out, say(report_id, TOTAL, value + 1))
    decided = cell(gouji.load(out, "cells"), TOTAL)
    assert (decided["value"], decided["status"]) == (value, "read")
    assert (decided["reviewed_value"], decided["reviewed_status"]) == (value + 1, "read")
    assert decided["reviewed_by"] == "张三"
    others = gouji.load(out, "cells")
    assert others["reviewed_by"].notna().sum() == 1
    assert len(others) == 200
    after = gouji.load(out, "findings")
    assert finding(after, "outcomes_sum_to_handled", "total")["verdict"] == "holds"
    assert len(after) == len(before)


def test_the_latest_decision_that_is_not_taken_back_counts(out: Path, report_id: str) -> None:
    first, second = say(report_id, TOTAL, 5), say(report_id, TOTAL, None, by="乙")
    decide(out, first, second)
    assert cell(gouji.load(out, "cells"), TOTAL)["reviewed_status"] == "blank"
    decide(out, retract(second, "乙"))
    assert cell(gouji.load(out, "cells"), TOTAL)["reviewed_value"] == 5
    decide(out, retract(first, "张三"))
    assert pd.isna(cell(gouji.load(out, "cells"), TOTAL)["reviewed_by"])


def test_a_decision_on_another_content_or_form_counts_for_nothing(
    out: Path, report_id: str
) -> None:
    decide(
        out,
        say("0" * 64, TOTAL, 5),
        say(report_id, "requests/no_such_row/total", 5),
        say(report_id, TOTAL, 5, was={"judged": "2019"}),
    )
    assert gouji.load(out, "cells")["reviewed_by"].isna().all()


def test_check_and_show_take_what_was_decided(out: Path, report_id: str) -> None:
    value = int(cell(gouji.load(out, "cells"), TOTAL)["value"])
    decide(out, say(report_id, TOTAL, value + 1))
    console = Console(record=True, width=120)
    print_report(out, report_id, console)
    shown = console.export_text()
    assert "outcomes_sum_to_handled/total:" not in shown
    assert "outcomes_sum_to_handled/natural_person:" in shown
    counts = gouji.check(out)
    assert counts["outcomes_sum_to_handled"]["broken"] == 1
    gouji.run([SOURCE], out, jobs=0)
    assert cell(gouji.load(out, "cells"), TOTAL)["reviewed_value"] == value + 1


def test_exports_have_both_and_the_panel_has_what_was_decided(out: Path, report_id: str) -> None:
    decide(out, say(report_id, TOTAL, 77))
    gouji.export(out, out.parent / "x.jsonl")
    lines = (out.parent / "x.jsonl" / "cells.jsonl").read_text("utf-8").splitlines()
    rows = pd.DataFrame(map(json.loads, lines))
    assert cell(rows, TOTAL)["reviewed_value"] == 77
    assert cell(rows, TOTAL)["value"] != 77
    gouji.export(out, out.parent / "panel.jsonl", wide=True)
    panel = json.loads((out.parent / "panel.jsonl").read_text("utf-8"))
    assert panel[TOTAL] == 77
    assert panel[f"{TOTAL}:status"] == "read"


def test_a_finding_is_dismissed_until_its_numbers_change(out: Path, report_id: str) -> None:
    found = finding(gouji.load(out, "findings"), "outcomes_sum_to_handled", "total")
    stored = stored_finding(out, found["key"])
    subject = Subject(report_id, "finding", found["key"])
    dismissed = Decision(
        subject, FindingAnswer(judgement="as_published"), "张三", now(),
        was={"judged": describe_finding(stored)},
    )  # fmt: skip
    decide(out, dismissed)
    judged = finding(gouji.load(out, "findings"), "outcomes_sum_to_handled", "total")
    assert (judged["reviewed_judgement"], judged["verdict"]) == ("as_published", "broken")
    gouji.check(out)
    judged = finding(gouji.load(out, "findings"), "outcomes_sum_to_handled", "total")
    assert judged["reviewed_judgement"] == "as_published"
    decide(out, say(report_id, "requests/granted/total", 3))
    judged = finding(gouji.load(out, "findings"), "outcomes_sum_to_handled", "total")
    assert pd.isna(judged["reviewed_judgement"])


def stored_finding(out: Path, key: str) -> Finding:
    from gouji.inputs.stored_report import load_stored_report

    report = load_stored_report(out, str(gouji.load(out, "reports")["report"][0])).report
    assert report
    return next(finding for finding in report.findings if finding.key == key)


def test_a_misread_finding_accuses_nobody(out: Path, report_id: str) -> None:
    found = finding(gouji.load(out, "findings"), "outcomes_sum_to_handled", "total")
    answer = FindingAnswer(judgement="misread")
    decide(out, Decision(Subject(report_id, "finding", found["key"]), answer, "张三", now()))
    gouji.check(out)
    judged = finding(gouji.load(out, "findings"), "outcomes_sum_to_handled", "total")
    assert (judged["verdict"], judged["cause"]) == ("undecided", "reading")


def test_claims_and_the_agency_are_decided_too(out: Path, report_id: str) -> None:
    claims = gouji.load(out, "claims")
    claim = claims[claims.metric == "requests_received"].iloc[0]
    subject = Subject(report_id, "claim", f"{claim.start}:{claim.end}")
    nothing = ClaimAnswer(metric=None)
    agency = Decision(
        Subject(report_id, "report", "agency"), ReportAnswer(**{"is": "岚坪县"}), "乙", now()
    )
    decide(out, Decision(subject, nothing, "乙", now()), agency)
    claims = gouji.load(out, "claims")
    same = claims[(claims.start == claim.start) & (claims.metric == claim.metric)]
    [decided] = same.to_dict("records")
    assert pd.isna(decided["reviewed_metric"])
    assert decided["reviewed_by"] == "乙"
    # The same figure is the total of a list as well, of which nothing was said.
    assert claims["reviewed_by"].notna().sum() == 1
    assert gouji.load(out, "reports")["reviewed_agency"][0] == "岚坪县"
    gouji.export(out, out.parent / "panel.jsonl", wide=True)
    assert json.loads((out.parent / "panel.jsonl").read_text("utf-8"))["agency"] == "岚坪县"
