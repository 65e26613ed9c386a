"""Rules as data: the shipped rules, and new rules without new code."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.errors import ConfigError
from gouji.pipeline.extract import extract
from gouji.pipeline.forms.form import Form, load_forms
from gouji.pipeline.forms.rules import LinearRule, Rule, find_identities, load_rules
from gouji.pipeline.identities.ledger import index_table
from gouji.pipeline.kit import load_kit
from gouji.pipeline.records import Cell, CellKey

ROOT = Path(__file__).parents[2]

NEW = """
rules:
  - rule: reconsideration_first
    kind: linear
    severity: info
    table: remedies
    each: column
    left: [litigation_after_reconsideration]
    right: [reconsideration]
    name_zh: 复议后起诉等于行政复议
    name_en: litigation after reconsideration equals reconsideration
"""


@pytest.fixture(scope="module")
def form() -> Form:
    return load_forms(FOLDER / "forms")["2021"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER / "rules", tmp_path / "rules"))


def number_cells(form: Form, **numbers: int) -> tuple[Cell, ...]:
    """Every cell of the form, read as 0 except in the given rows, which have one value."""
    return tuple(
        Cell(form.form, key, "read", Decimal(numbers.get(key.row, 0)), "x", 0.999)
        for key in form.columns
    )


def facts_of(form: Form, cells: tuple[Cell, ...], rules: tuple[Rule, ...]) -> Facts:
    tables = {table.table: form for table in form.tables}
    identities = {table: index_table(form, rules, table) for table in tables}
    return Facts(tables, cells, (), dict.fromkeys(tables, 1), 0.9, identities=identities)


def test_a_new_linear_rule_is_applied_without_code(form: Form, folder: Path) -> None:
    (folder / "own.yaml").write_text(NEW, encoding="utf-8")
    cells = number_cells(form, reconsideration=3, litigation_after_reconsideration=2)
    rules = load_rules(folder)
    findings = [
        finding
        for finding in check(facts_of(form, cells, rules), rules)
        if finding.rule == "reconsideration_first"
    ]
    assert [finding.scope for finding in findings] == [
        "upheld",
        "corrected",
        "other",
        "pending",
        "total",
    ]
    assert {(finding.verdict, finding.severity) for finding in findings} == {("broken", "info")}
    assert {(each.left, each.right, each.difference) for each in findings} == {
        (Decimal(2), Decimal(3), Decimal(-1))
    }
    assert "复议后起诉等于行政复议" in findings[0].message_zh
    assert "litigation after reconsideration" in findings[0].message_en


def test_severity_is_configured_by_rule(tmp_path: Path) -> None:
    """One line of a rule file sets the severity of a rule."""
    configs = Path(shutil.copytree(FOLDER, tmp_path / "configs"))
    for path in (configs / "rules").glob("*.yaml"):
        text = path.read_text("utf-8")
        text = text.replace("severity: error", "severity: warning")
        text = text.replace("rule: row_total\n    kind: linear\n    severity: warning",
                            "rule: row_total\n    kind: linear\n    severity: info")  # fmt: skip
        path.write_text(text, "utf-8")
    file = ROOT / "data/samples/03-bar-lines-contradiction.txt"
    report = extract(file.read_bytes(), file.name, load_kit(configs))
    severities = {(finding.rule, finding.severity) for finding in report.findings}
    assert ("row_total", "info") in severities and ("carry_identity", "warning") in severities
    assert {severity for rule, severity in severities if rule != "row_total"} == {"warning"}


def test_a_new_linear_rule_is_applied_to_a_report(tmp_path: Path) -> None:
    """Reads a report with a copy of the configs that has one more rule."""
    configs = Path(shutil.copytree(FOLDER, tmp_path / "configs"))
    (configs / "rules" / "own.yaml").write_text(NEW, encoding="utf-8")
    file = ROOT / "data/samples/05-official-layout.html"
    report = extract(file.read_bytes(), file.name, load_kit(configs))
    findings = [each for each in report.findings if each.rule == "reconsideration_first"]
    assert [finding.scope for finding in findings] == [
        "upheld",
        "corrected",
        "other",
        "pending",
        "total",
    ]
    values = {cell.key: cell.value for cell in report.cells}
    for finding in findings:
        assert (finding.left, finding.right) == tuple(values[key] for key in finding.cells)
        assert (finding.verdict == "holds") == (finding.left == finding.right)


def test_a_rule_of_an_unknown_kind_is_refused(folder: Path) -> None:
    path = folder / "own.yaml"
    path.write_text(NEW.replace("kind: linear", "kind: magic"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_rules(folder)
    assert str(caught.value).startswith(f"{path}:3: rules.0: ")


def test_a_rule_without_its_sides_is_refused(folder: Path) -> None:
    path = folder / "own.yaml"
    path.write_text(NEW.replace("[reconsideration]", "[]"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"own\.yaml:9: rules\.0\.right: "):
        load_rules(folder)


def test_names_of_rules_are_unique_and_in_two_languages() -> None:
    rules = load_rules(FOLDER / "rules")
    assert max(Counter(rule.rule for rule in rules).values()) == 1
    assert all(rule.name_zh and rule.name_en for rule in rules)


@pytest.mark.parametrize("name", ["2019", "2021"])
def test_every_linear_rule_applies_to_each_form(name: str) -> None:
    form = load_forms(FOLDER / "forms")[name]
    for rule in load_rules(FOLDER / "rules"):
        if isinstance(rule, LinearRule):
            assert find_identities(form, (rule,), rule.table), rule.rule


def test_the_identities_of_requests(form: Form) -> None:
    rules = load_rules(FOLDER / "rules")
    count = Counter(identity.rule.rule for identity in find_identities(form, rules, "requests"))
    rows = len(form.table("requests").blocks[0].rows)
    assert count == {"carry_identity": 7, "outcomes_sum_to_handled": 7, "row_total": rows}


def test_outcomes_are_the_rows_between_carried_in_and_handled(form: Form) -> None:
    rules = load_rules(FOLDER / "rules")
    identities = find_identities(form, rules, "requests")
    total = next(
        i for i in identities if i.rule.rule == "outcomes_sum_to_handled" and i.scope == "total"
    )
    rows = [row.row for row in form.table("requests").blocks[0].rows]
    between = rows[rows.index("carried_in") + 1 : rows.index("handled")]
    assert [key.row for key in total.left] == between
    assert total.right == (CellKey("requests", "handled", "total"),)
    assert len(set(total.cells)) == len(total.cells), "no cell is on both sides"
