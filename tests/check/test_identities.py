"""Identities: their verdicts as the contract defines them, and their messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.configs import FOLDER
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.forms.form import Form, load_forms
from gouji.pipeline.forms.rules import LinearRule, find_identities, load_rules
from gouji.pipeline.identities.ledger import index_table
from gouji.pipeline.records import Cell, CellKey, Finding

SEEDS = sorted((Path(__file__).parents[3] / "shared" / "seeds").glob("*.truth.json"))
CASES = json.loads((Path(__file__).parents[1] / "cases" / "identities.json").read_text("utf-8"))
FORMS = load_forms(FOLDER / "forms")
LINEAR = tuple(rule for rule in load_rules(FOLDER / "rules") if isinstance(rule, LinearRule))
REMEDY = "litigation_direct"

Values = Mapping[CellKey, Decimal | None]


def check_values(
    form: Form, values: Values, doubted: frozenset[CellKey] = frozenset()
) -> list[Finding]:
    """Findings of the linear rules on a report with these values, blank where None or missing."""
    cells = tuple(
        Cell(
            form=form.form,
            key=key,
            status="blank" if values.get(key) is None else "read",
            value=values.get(key),
            confidence=0.5 if key in doubted else 1.0,
        )
        for key in form.columns
    )
    forms = {table.table: form for table in form.tables}
    identities = {table: index_table(form, LINEAR, table) for table in forms}
    return list(check(Facts(forms, cells, (), {}, trust=0.9, identities=identities), LINEAR))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_verdict(case: dict[str, Any]) -> None:
    row = {CellKey("remedies", REMEDY, column): text for column, text in case["row"].items()}
    values = {key: None if text is None else Decimal(text) for key, text in row.items()}
    doubted = frozenset(CellKey("remedies", REMEDY, column) for column in case.get("doubted", ()))
    (finding,) = check_values(FORMS["2021"], values, doubted)
    assert (finding.rule, finding.scope) == ("remedies_total", REMEDY)
    assert finding.verdict == case["verdict"]
    assert (finding.left, finding.right) == (Decimal(str(case["left"])), case["right"])
    assert finding.cells == tuple(row)
    assert finding.cause == ("source" if case["verdict"] == "broken" else None)


def test_an_identity_without_a_read_cell_is_not_applied() -> None:
    assert check_values(FORMS["2021"], {}) == []


def test_an_unread_signed_cell_may_be_negative() -> None:
    rule = LinearRule(
        rule="change", severity="error", name_zh="增减", name_en="change", kind="linear",
        table="proactive", each="row", left=("items_last_year", "change"), right=("decisions",),
    )  # fmt: skip
    form = FORMS["2019"]
    values = {"items_last_year": Decimal(5), "change": None, "decisions": Decimal(3)}
    cells = tuple(
        Cell("2019", key, "read" if values[key.column] is not None else "blank", values[key.column])
        for key in form.columns
        if key.row == "licensing"
    )
    rest = tuple(Cell("2019", key, "blank") for key in form.columns if key.row != "licensing")
    identities = {"proactive": index_table(form, (rule,), "proactive")}
    facts = Facts({"proactive": form}, cells + rest, (), {}, trust=0.9, identities=identities)
    (finding,) = check(facts, [rule])
    assert finding.verdict == "undecided"


def clean(form: Form, numbers: list[int]) -> dict[CellKey, Decimal]:
    """A report in which every identity holds, made from the numbers of its free cells."""
    free = iter(numbers)
    values: dict[CellKey, int] = {}
    columns = [column.column for column in form.table("requests").blocks[0].columns[:-1]]
    rows = [row.row for row in form.table("requests").blocks[0].rows]
    results = [
        row for row in rows if row not in ("received", "carried_in", "handled", "carried_out")
    ]
    for column in columns:
        line = {row: next(free) for row in (*results, "carried_out", "carried_in")}
        line["handled"] = sum(line[row] for row in results)
        line["received"] = line["handled"] + line["carried_out"] - line["carried_in"]
        values |= {CellKey("requests", row, column): line[row] for row in rows}
    for row in rows:
        total = sum(values[CellKey("requests", row, column)] for column in columns)
        values[CellKey("requests", row, "total")] = total
    for remedy in form.table("remedies").blocks[0].rows:
        parts = {column: next(free) for column in ("upheld", "corrected", "other", "pending")}
        parts["total"] = sum(parts.values())
        values |= {CellKey("remedies", remedy.row, column): part for column, part in parts.items()}
    return {key: Decimal(value) for key, value in values.items()}


reports = st.tuples(
    st.sampled_from(list(FORMS.values())), st.lists(st.integers(0, 50), min_size=200, max_size=200)
).map(lambda drawn: (drawn[0], clean(*drawn)))


@settings(max_examples=40)
@given(reports, st.data(), st.integers(-40, 40).filter(bool))
def test_a_wrong_number_breaks_the_identities_of_its_cell_and_no_others(
    report: tuple[Form, dict[CellKey, Decimal]], data: st.DataObject, change: int
) -> None:
    form, values = report
    assert {finding.verdict for finding in check_values(form, values)} == {"holds"}
    wrong = data.draw(st.sampled_from(list(values)))
    findings = check_values(form, values | {wrong: values[wrong] + change})
    broken = [finding for finding in findings if finding.verdict == "broken"]
    assert broken == [finding for finding in findings if wrong in finding.cells]
    assert all(abs(finding.difference or 0) == abs(change) for finding in broken)


@settings(max_examples=40)
@given(reports, st.data())
def test_a_lost_number_breaks_nothing(
    report: tuple[Form, dict[CellKey, Decimal]], data: st.DataObject
) -> None:
    form, values = report
    lost = data.draw(st.sets(st.sampled_from(list(values))))
    left = {key: value for key, value in values.items() if key not in lost}
    assert "broken" not in {finding.verdict for finding in check_values(form, left)}


@pytest.mark.skipif(not SEEDS, reason="the hand-checked reports are not at hand")
def test_the_hand_checked_reports() -> None:
    for path in SEEDS:
        truth = json.loads(path.read_text(encoding="utf-8"))
        form = FORMS[truth["form"]]
        values = {
            CellKey(cell["table"], cell["row"], cell["column"]): Decimal(str(cell["value"]))
            for cell in truth["cells"]
            if cell["status"] == "read"
        }
        findings = check_values(form, values)
        names = {rule.rule for rule in LINEAR}
        expected = {
            tuple(finding[name] for name in ("rule", "scope", "verdict", "left", "right", "cause"))
            for finding in truth["findings"]
            if finding["rule"] in names
        }
        assert {
            (f.rule, f.scope, f.verdict, f.left, f.right, f.cause)
            for f in findings
            if f.verdict != "holds"
        } == expected
        applied = [
            identity
            for table in form.tables
            for identity in find_identities(form, LINEAR, table.table)
            if any(key in values for key in identity.cells)
        ]
        assert len(findings) == len(applied)


def message(values: Mapping[str, str], rule: str, scope: str, form: str = "2021") -> Finding:
    """The finding of `rule` at `scope` with these values, and 0 in all other cells."""
    zeros = dict.fromkeys(FORMS[form].columns, Decimal(0))
    printed = {CellKey(*path.split("/")): Decimal(text) for path, text in values.items()}
    findings = check_values(FORMS[form], zeros | printed)
    return next(f for f in findings if (f.rule, f.scope) == (rule, scope))


def test_the_message_gives_both_sums_with_their_cells() -> None:
    rows = {"granted": "16", "partly_granted": "5", "other.other": "16", "refused.third_party": "4"}
    values = {f"requests/{row}/natural_person": text for row, text in rows.items()}
    values["requests/handled/natural_person"] = "40"
    finding = message(values, "outcomes_sum_to_handled", "natural_person")
    assert finding.message_zh == (
        "自然人（各项办理结果之和等于总计）：各项之和 16+5+4+16=41，"
        "三、本年度办理结果·（七）总计为 40，相差 1；可能是多计或少计一件。"
    )
    assert finding.message_en == (
        "“自然人” (natural_person), outcomes add up to the handled total: the items come to "
        "16+5+4+16=41, “三、本年度办理结果·（七）总计” (handled) is 40; they differ by 1; "
        "likely one unit off."
    )


def test_the_message_says_which_cells_were_not_read() -> None:
    (finding,) = check_values(FORMS["2021"], {CellKey("remedies", REMEDY, "total"): Decimal(4)})
    assert finding.message_zh == (
        "行政诉讼·未经复议直接起诉（各项结果之和等于总计）：各项之和 0，总计为 4，"
        "相差 -4；“结果维持”、“结果纠正”、“其他结果”等 4 处未读出，无法判定。"
    )
    assert "“结果维持” (upheld)" in finding.message_en
    assert "and 1 more" in finding.message_en


def test_the_message_says_which_cells_are_doubted() -> None:
    values = {CellKey("remedies", REMEDY, name): Decimal(1) for name in ("upheld", "total")}
    (finding,) = check_values(
        FORMS["2021"], values, frozenset({CellKey("remedies", REMEDY, "total")})
    )
    assert finding.message_zh.endswith("“总计”读数把握不足，须先核对。")
    assert finding.message_en.endswith("first check the reading of “总计” (total).")
