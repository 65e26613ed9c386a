"""What decisions on sentences and headings teach: the same words in the next reports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gouji.models.layouts import Layouts, from_json
from gouji.pipeline.decisions.json_lines import line_to_decision
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Claim, Report
from gouji.training.layout_training import DoubtfulLabel, learn_layouts
from gouji.training.reviewed_reports import ReviewedReport

CASES = json.loads((Path(__file__).parents[1] / "cases" / "known_wordings.json").read_text("utf-8"))
NAMES = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
         "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况",
         "六、其他需要报告的事项")  # fmt: skip
OWN_NAMES = {"二、晒出来的家底": "proactive", "三、群众来件这一年": "requests"}
REVIEWED = 5


@dataclass(frozen=True)
class Drawn:
    """A sentence with its figures as drawn, in a report."""

    case: dict[str, Any]
    figures: dict[str, int]

    @property
    def sentence(self) -> str:
        return str(self.case["sentence"].format(**self.figures))

    def find(self, text: str, name: str) -> tuple[int, int]:
        """The place of a figure in the text of the report."""
        before = self.case["sentence"].partition(f"{{{name}}}")[0].format(**self.figures)
        start = text.index(self.sentence) + len(before)
        return start, start + len(str(self.figures[name]))


def _draw(case: dict[str, Any], rng: Random) -> Drawn:
    figures = dict(zip("abcd", rng.sample(range(20, 90), 4), strict=True))
    if case.get("adds_up"):
        figures["a"] = figures["b"] + figures["c"]
    return Drawn(case, figures)


def _write(drawn: Iterable[Drawn], agency: str = "青石县", names: Sequence[str] = NAMES) -> str:
    sentences = "".join(each.sentence for each in drawn)
    sections = "\n".join([f"{names[0]}\n{sentences}", *(f"{n}\n略述如下。" for n in names[1:])])
    return f"{agency}人民政府2023年政府信息公开工作年度报告\n{sections}\n"


def _read(text: str, kit: Kit) -> Report:
    return extract(text.encode(), "report.txt", kit)


def _read_trusted(text: str, kit: Kit) -> list[Claim]:
    """The claims that nobody would be asked about."""
    return [claim for claim in _read(text, kit).claims if claim.confidence >= kit.config.trust]


def _label(report_id: str, **keys: object) -> dict[str, object]:
    return {"report": report_id, "by": "li", "at": "2026-12-01T08:00:00Z", **keys}


def _decide(text: str, drawn: Iterable[Drawn], report_id: str) -> list[dict[str, object]]:
    """The lines of a reader who is always right."""
    return [
        _label(report_id, claim=list(each.find(text, claim["figure"])), **_answer(each, claim))
        for each in drawn
        for claim in each.case["claims"]
    ]


def _answer(drawn: Drawn, claim: dict[str, Any]) -> dict[str, object]:
    answer: dict[str, object] = {
        name: claim[name] for name in ("metric", "about", "period") if name in claim
    }
    if claim["metric"] is not None:
        answer["value"] = drawn.figures[claim["figure"]]
    if "parts" in claim:
        parts = claim["parts"]
        answer["parts"] = parts and [drawn.figures[name] for name in parts]
        answer["was"] = {"metric": "breakdown"}
    return answer


def _review(text: str, lines: Iterable[object], report_id: str, kit: Kit) -> ReviewedReport:
    decisions = tuple(line_to_decision(line) for line in lines)
    return ReviewedReport(report_id, "report.txt", _read(text, kit), {}, {}, {}, decisions)


def _learn(
    cases: Sequence[dict[str, Any]], kit: Kit, count: int = REVIEWED
) -> tuple[Layouts, tuple[DoubtfulLabel, ...]]:
    reviewed = []
    for number in range(count):
        drawn = [_draw(case, Random(f"{number}/{case['sentence']}")) for case in cases]
        text, report_id = _write(drawn), f"{number:064}"
        reviewed.append(_review(text, _decide(text, drawn, report_id), report_id, kit))
    learned = learn_layouts(reviewed, kit.forms)
    return from_json(json.loads(json.dumps(learned.layouts.to_json()))), learned.doubtful


def _is_right(case: dict[str, Any], drawn: Drawn, text: str, claims: Sequence[Claim]) -> bool:
    return all(_states(claim, drawn, text, claims) for claim in case["claims"])


def _states(claim: dict[str, Any], drawn: Drawn, text: str, claims: Sequence[Claim]) -> bool:
    """Whether a figure states what it should, or nothing."""
    start, _ = drawn.find(text, claim["figure"])
    is_breakdown = "parts" in claim
    found = [c for c in claims if c.start == start and (c.metric == "breakdown") == is_breakdown]
    if claim["metric"] is None:
        return not found
    parts = tuple(drawn.figures[name] for name in claim.get("parts") or ())
    expected: tuple[object, ...] = (claim["metric"], drawn.figures[claim["figure"]], parts)
    said: list[tuple[object, ...]] = [(c.metric, c.value, c.parts) for c in found]
    scopes = [(c.about, c.period) for c in found]
    return said == [expected] and (is_breakdown or scopes == [(claim["about"], claim["period"])])


@pytest.mark.parametrize("case", CASES, ids=[case["reason"] for case in CASES])
def test_the_words_of_reviewed_sentences_mean_the_same_in_the_next_report(
    case: dict[str, Any], kit: Kit
) -> None:
    layouts, doubtful = _learn([case], kit)
    drawn = _draw(case, Random("next"))
    text = _write([drawn])
    before = _read_trusted(text, kit)
    assert not _is_right(case, drawn, text, before), "read rightly without review"
    claims = _read_trusted(text, kit.with_layouts(layouts))
    assert _is_right(case, drawn, text, claims), claims
    assert not doubtful


def test_other_sentences_are_read_as_before(kit: Kit) -> None:
    layouts, _ = _learn(CASES, kit)
    text = _write([]).replace("略述如下。", "本年度新收政府信息公开申请17件，其中自然人申请15件。")
    assert _read(text, kit).claims
    assert _read(text, kit.with_layouts(layouts)).claims == _read(text, kit).claims


def test_one_report_is_not_enough(kit: Kit) -> None:
    layouts, _ = _learn(CASES, kit, count=1)
    assert not layouts.wordings


def test_a_reader_who_contradicts_the_others_is_listed(kit: Kit) -> None:
    reviewed = []
    for number in range(REVIEWED):
        drawn, report_id = _draw(CASES[2], Random(number)), f"{number:064}"
        text = _write([drawn])
        lines = _decide(text, [drawn], report_id)
        if number == 0:
            lines = [{**line, "metric": "requests_received", "by": "zhao"} for line in lines]
        reviewed.append(_review(text, lines, report_id, kit))
    learned = learn_layouts(reviewed, kit.forms)
    assert [(d.report_id, d.reader) for d in learned.doubtful] == [(f"{0:064}", "zhao")]
    assert {known.label for known in learned.layouts.wordings.values()} == {"litigations|self|year"}


def test_headings_of_an_agency_open_their_sections(kit: Kit) -> None:
    names = (NAMES[0], *OWN_NAMES, *NAMES[3:])
    text = _write([], names=names)
    lines = [
        _label("", section=text.index(name), opens=section) for name, section in OWN_NAMES.items()
    ]
    reviewed = [
        _review(text, [{**line, "report": f"{n:064}"} for line in lines], f"{n:064}", kit)
        for n in range(REVIEWED)
    ]
    before = {section.title: section.section for section in _read(text, kit).sections}
    assert not OWN_NAMES.items() <= before.items()
    layouts = learn_layouts(reviewed, kit.forms).layouts
    sections = _read(text, kit.with_layouts(layouts)).sections
    after = {section.title: section.section for section in sections}
    assert OWN_NAMES.items() <= after.items()
    assert [section.section for section in sections] == sorted(
        {section.section for section in sections}, key=[s.section for s in sections].index
    )


def test_a_line_that_is_no_heading_opens_nothing(kit: Kit) -> None:
    text = _write([]).replace("略述如下。", "（一）其他需要报告的事项说明", 1)
    start = text.index("（一）其他")
    reviewed = [
        _review(text, [_label(f"{n:064}", section=start, opens=None)], f"{n:064}", kit)
        for n in range(REVIEWED)
    ]
    layouts = learn_layouts(reviewed, kit.forms).layouts
    sections = _read(text, kit.with_layouts(layouts)).sections
    assert start not in {section.start for section in sections}
