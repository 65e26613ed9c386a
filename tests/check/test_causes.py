"""Causes of broken identities: the smallest correction, its slip, and whose error it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.configs import FOLDER
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.check.cause.slips import Slip, find_slip
from gouji.pipeline.check.messages.explanations import SLIP_NAMES
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import load_rules
from gouji.pipeline.identities.ledger import Ledger, index_table
from gouji.pipeline.identities.minimal_changes import find_corrections
from gouji.pipeline.records import Cell, CellKey, Finding, Status
from tests.check.test_identities import clean

SLIPS = json.loads((Path(__file__).parents[1] / "cases" / "slips.json").read_text("utf-8"))
FORM = load_forms(FOLDER / "forms")["2021"]
RULES = load_rules(FOLDER / "rules")
TABLES = {table.table: FORM for table in FORM.tables}
IDENTITIES = {table: index_table(FORM, RULES, table) for table in TABLES}
Values = Mapping[CellKey, Decimal]


@pytest.mark.parametrize("case", SLIPS, ids=lambda case: case["why"])
def test_slip(case: dict[str, Any]) -> None:
    assert find_slip(Decimal(case["stands"]), Decimal(case["meant"])) == case["slip"]


def test_every_slip_has_a_name_in_both_languages() -> None:
    assert SLIP_NAMES.keys() == set(get_args(Slip))
    assert all(zh and en for zh, en in SLIP_NAMES.values())


def cells_of(values: Values, **sure: float) -> tuple[Cell, ...]:
    """Every cell read, 0 where no value is given; `sure` gives confidences by row."""
    return tuple(
        Cell("2021", key, "read", values.get(key, Decimal(0)), confidence=sure.get(key.row, 0.999))
        for key in FORM.columns
    )


def broken_in(cells: tuple[Cell, ...], media: str = "html") -> dict[str, Finding]:
    """The findings that are broken, or would be if the reading were right."""
    facts = Facts(TABLES, cells, (), {}, 0.8, media=media, identities=IDENTITIES)
    findings = check(facts, RULES)
    return {
        f"{finding.rule}/{finding.scope}": finding
        for finding in findings
        if (finding.verdict == "broken" or finding.cause == "reading") and finding.cells
    }


def table_of(**numbers: str) -> Values:
    """`row_column=number` for the table of requests; the columns are natural_person and total."""
    return {
        CellKey("requests", row, column): Decimal(number)
        for row, number in numbers.items()
        for column in ("natural_person", "total")
    }


GOOD = table_of(received="21", granted="15", partly_granted="6", handled="21")
HANDLED = CellKey("requests", "handled", "natural_person")


def test_swapped_digits_are_named_with_their_cell() -> None:
    findings = broken_in(cells_of({**GOOD, HANDLED: Decimal(12)}))
    assert set(findings) == {
        "carry_identity/natural_person",
        "outcomes_sum_to_handled/natural_person",
        "row_total/handled",
    }
    for finding in findings.values():
        assert finding.cause == "source"
        assert finding.message_zh.endswith(
            "；改动最少的解释：“三、本年度办理结果·（七）总计·自然人”由 12 改为 21（数字颠倒）。"
        )
        assert finding.message_en.endswith(
            "; the smallest change that puts it right: "
            "requests/handled/natural_person 21 instead of 12 (swapped digits)."
        )


def test_the_number_of_a_neighbouring_cell_is_named() -> None:
    cell = CellKey("requests", "partly_granted", "natural_person")
    findings = broken_in(cells_of({**GOOD, cell: Decimal(15)}))
    assert "与相邻单元格相同" in findings["outcomes_sum_to_handled/natural_person"].message_zh
    assert "number of the cell beside it" in findings["row_total/partly_granted"].message_en


def test_none_of_many_possible_changes_is_named() -> None:
    rows = {"granted": "10", "refused.third_party": "5", "handled": "20", "carried_out": "1"}
    values = {**GOOD, **table_of(**rows)}
    findings = broken_in(cells_of(values))
    assert set(findings) == {
        "outcomes_sum_to_handled/natural_person",
        "outcomes_sum_to_handled/total",
    }
    assert all("改动最少" not in finding.message_zh for finding in findings.values())
    assert all(
        finding.message_zh.endswith("可能是多计或少计一件。") for finding in findings.values()
    )
    assert {finding.cause for finding in findings.values()} == {"source"}


@pytest.mark.parametrize(("confidence", "cause"), [(0.999, "source"), (0.92, None), (0.85, None)])
def test_the_cause_depends_on_the_confidence_of_the_reading(
    confidence: float, cause: str | None
) -> None:
    findings = broken_in(cells_of({**GOOD, HANDLED: Decimal(12)}, handled=confidence))
    assert {finding.cause for finding in findings.values()} == {cause}


def test_a_doubt_in_another_cell_does_not_change_the_cause() -> None:
    cells = cells_of({**GOOD, HANDLED: Decimal(12)}, partly_granted=0.85)
    assert {finding.cause for finding in broken_in(cells).values()} == {"source"}


@pytest.mark.parametrize(("media", "cause"), [("scan", "reading"), ("html", "source")])
def test_in_a_scan_a_look_alike_digit_is_a_misreading(media: str, cause: str) -> None:
    cell = CellKey("requests", "partly_granted", "natural_person")
    findings = broken_in(cells_of({**GOOD, cell: Decimal(8)}), media)
    assert {finding.cause for finding in findings.values()} == {cause}
    verdict = "undecided" if cause == "reading" else "broken"
    assert {finding.verdict for finding in findings.values()} == {verdict}
    assert "形近数字误写" in findings["row_total/partly_granted"].message_zh


drawn = st.lists(st.integers(0, 50), min_size=200, max_size=200).map(lambda n: clean(FORM, n))


def ledger_of(cells: tuple[Cell, ...]) -> Ledger:
    return Ledger(IDENTITIES["requests"], {cell.key: cell.value for cell in cells})


@settings(max_examples=40, deadline=None)
@given(drawn, st.data(), st.integers(1, 40))
def test_one_wrong_number_is_corrected_by_one_change(
    values: Values, data: st.DataObject, change: int
) -> None:
    wrong = data.draw(st.sampled_from([key for key in values if key.table == "requests"]))
    cells = cells_of({**values, wrong: values[wrong] + change})
    corrections = find_corrections(ledger_of(cells))
    assert {wrong: values[wrong]} in [dict(one) for one in corrections]
    assert all(len(one) == 1 for one in corrections)


@settings(max_examples=40, deadline=None)
@given(drawn, st.data())
def test_every_identity_can_hold_after_a_correction(values: Values, data: st.DataObject) -> None:
    keys = st.sampled_from([key for key in values if key.table == "requests"])
    wrong = data.draw(
        st.dictionaries(keys, st.integers(0, 60).map(Decimal), min_size=1, max_size=3)
    )
    lost = data.draw(st.sets(keys, max_size=5)) - wrong.keys()
    cells = tuple(
        cell._replace(status="blank", value=None) if cell.key in lost else cell
        for cell in cells_of({**values, **wrong})
    )
    for correction in find_corrections(ledger_of(cells)):
        assert len(correction) <= 3 and not correction.keys() & lost
        corrected = [cell._replace(value=correction.get(cell.key, cell.value)) for cell in cells]
        balances = ledger_of(tuple(corrected)).balances()
        assert all(balance.verdict != "broken" for _, balance in balances)


def test_a_table_without_a_broken_identity_has_no_correction() -> None:
    assert find_corrections(ledger_of(cells_of(GOOD))) == ()


ROW = ("natural_person", "company", "research", "public_interest", "legal_service", "other_org")


def row_of(row: str, *raws: str | None) -> dict[CellKey, str | None]:
    """The text of the seven cells of a row; None where a cell is absent."""
    keys = [CellKey("requests", row, column) for column in (*ROW, "total")]
    return dict(zip(keys, raws, strict=True))


def cells_as(raws: Mapping[CellKey, str | None]) -> tuple[Cell, ...]:
    """Cells with these texts, all others 0."""

    def cell(key: CellKey) -> Cell:
        raw = raws.get(key, "0")
        status: Status = "absent" if raw is None else "read" if raw.isdigit() else "blank"
        return Cell("2021", key, status, Decimal(raw) if raw and raw.isdigit() else None, raw)

    return tuple(map(cell, FORM.columns))


TRUE = {
    **row_of("received", "12", "3", "0", "1", "0", "0", "16"),
    **row_of("granted", "12", "3", "0", "1", "0", "0", "16"),
    **row_of("handled", "12", "3", "0", "1", "0", "0", "16"),
}


@pytest.mark.parametrize(
    ("read", "scopes"),
    [
        # two numbers run together, and the cells after them moved left
        (("123", "0", "1", "0", "0", "16", None), {"natural_person", "company", "other_org"}),
        # an extra field before the row
        (("", "12", "3", "0", "1", "0", "0"), {"company", "research"}),
        # a field is missing, and the cells after it moved left
        (("3", "0", "1", "0", "0", "16", ""), {"company", "research", "other_org"}),
    ],
)
def test_a_row_that_adds_up_in_other_columns_is_misread(
    read: tuple[str | None, ...], scopes: set[str]
) -> None:
    findings = broken_in(cells_as({**TRUE, **row_of("granted", *read)}))
    sums = {
        finding.scope: finding
        for finding in findings.values()
        if finding.rule == "outcomes_sum_to_handled"
    }
    assert sums.keys() >= scopes
    assert {sums[scope].cause for scope in scopes} == {"reading"}
    assert {sums[scope].verdict for scope in scopes} == {"undecided"}
    for scope in scopes:
        assert "（一）予以公开”一行可能读错了列" in sums[scope].message_zh
        assert "the row granted may be misread" in sums[scope].message_en


def test_the_message_gives_the_other_reading() -> None:
    read = row_of("granted", "123", "0", "1", "0", "0", "16", None)
    finding = broken_in(cells_as({**TRUE, **read}))["outcomes_sum_to_handled/natural_person"]
    assert finding.message_zh.endswith("改读为 12、3、0、1、0、0、16 则不矛盾。")
    assert finding.message_en.endswith("with the numbers 12, 3, 0, 1, 0, 0, 16 the sums agree.")


@pytest.mark.parametrize(
    "read",
    [
        ("123", "3", "0", "1", "0", "0", "16"),  # no cell of the row is empty
        ("14", "3", "0", "1", "0", "0", None),  # it adds up in no other columns
        ("", "", "", "", "", "5", "16"),  # an agency that fills in little
    ],
)
def test_a_row_that_adds_up_in_no_other_columns_is_the_error_of_the_agency(
    read: tuple[str | None, ...],
) -> None:
    findings = broken_in(cells_as({**TRUE, **row_of("granted", *read)}))
    assert findings
    assert {finding.cause for finding in findings.values()} == {"source"}


HANDLED_IN_TWO = {
    **row_of("received", "50", "12", "4", "6", "2", "1", "75"),
    **row_of("granted", "31", "5", "3", "4", "2", "1", "46"),
    **row_of("refused.third_party", "19", "7", "1", "2", "0", "0", "29"),
    **row_of("handled", "50", "12", "4", "6", "2", "1", "75"),
}


def test_two_rows_that_lost_the_same_column_are_misread_together() -> None:
    lost = {
        **row_of("refused.third_party", "7", "1", "2", "0", "0", "29", ""),
        **row_of("handled", "12", "4", "6", "2", "1", "75", ""),
    }
    findings = broken_in(cells_as({**HANDLED_IN_TWO, **lost}))
    assert len(findings) >= 6
    assert {finding.verdict for finding in findings.values()} == {"undecided"}


def test_a_contradiction_beside_rows_that_lost_a_column_is_broken() -> None:
    lost = row_of("refused.third_party", "7", "1", "2", "0", "0", "29", "")
    changed = row_of("handled", "50", "12", "4", "6", "2", "1", "78")
    findings = broken_in(cells_as({**HANDLED_IN_TWO, **lost, **changed}))
    assert findings["row_total/handled"].verdict == "broken"
    assert findings["row_total/handled"].cause == "source"


@settings(max_examples=60, deadline=None)
@given(drawn, st.data())
def test_one_wrong_number_in_a_full_table_is_never_misread(
    values: Values, data: st.DataObject
) -> None:
    wrong = data.draw(st.sampled_from([key for key in values if key.table == "requests"]))
    number = data.draw(st.integers(0, 999).map(Decimal))
    findings = broken_in(cells_of({**values, wrong: number}))
    assert {finding.cause for finding in findings.values()} <= {"source"}
