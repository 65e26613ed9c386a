"""The confidence of cells that a known layout places: how many reports agree, and identities."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from gouji.models.artefacts import load_models
from gouji.models.confidence import Features
from gouji.models.estimators.agreement import Agreed
from gouji.pipeline.kit import Kit
from gouji.pipeline.read.confidence import weigh
from gouji.pipeline.records import Cell, CellKey, Placed, Table

KEY = CellKey("requests", "received", "total")


def _weigh(kit: Kit, placed: Placed, raw: str = "3", **evidence: float) -> float:
    """The confidence of one cell, for which the decoder has no evidence but `evidence`."""
    words = {"status": "read", "table": "requests", "media": "html", "spelling": "digits"}
    values: dict[str, Any] = {
        field.name: [words.get(field.name, evidence.get(field.name, 0.0))]
        for field in fields(Features)
    }
    features = Features(**values)
    cells = [Cell("2021", KEY, "read", Decimal(3), raw)]
    tables = [Table("requests", "2021", (placed,))]
    [cell] = weigh(cells, tables, features, load_models(), kit.config.doubted)
    return cell.confidence


def _known(reports: int) -> Placed:
    return Placed(KEY, None, known=Agreed("", reports, reports).probability)


@pytest.mark.parametrize(
    ("reports", "failed", "held", "is_trusted"),
    [
        pytest.param(2, 0, 0, False, id="two reports are too few"),
        pytest.param(3, 0, 0, True, id="three reports agree"),
        pytest.param(20, 1, 0, False, id="its only identity fails"),
        pytest.param(20, 2, 1, False, id="more identities fail than hold"),
        pytest.param(20, 1, 1, True, id="as many hold: another cell is the wrong one"),
        pytest.param(40, 1, 0, True, id="forty reports outweigh one identity"),
        pytest.param(40, 2, 0, False, id="two identities outweigh forty reports"),
    ],
)
def test_identities_count_for_cells_of_a_known_layout(
    kit: Kit, reports: int, failed: int, held: int, is_trusted: bool
) -> None:
    confidence = _weigh(kit, _known(reports), failed=failed, held=held)
    assert (confidence >= kit.config.trust) == is_trusted


def test_a_cell_that_a_known_layout_does_not_name_is_doubted_though_label_and_head_do(
    kit: Kit,
) -> None:
    paired = Placed(KEY, None, is_paired=True)
    assert _weigh(kit, paired) == 0.97
    assert _weigh(kit, paired._replace(contradicted=True)) == kit.config.doubted


@pytest.mark.parametrize("raw", ["1、234", "1 234", "1\xa0086", "041", "－012", "3 200.50万元"])
def test_a_number_that_may_be_several_is_doubted(kit: Kit, raw: str) -> None:
    assert _weigh(kit, Placed(KEY, None, is_paired=True), raw=raw) == kit.config.doubted


@pytest.mark.parametrize(
    "raw", ["1、086", "1,234", "0", "0.5", "104", "82 921 610", "3件", "1’234"]
)
def test_a_number_that_is_a_single_one_is_not_doubted(kit: Kit, raw: str) -> None:
    assert _weigh(kit, Placed(KEY, None, is_paired=True), raw=raw) == 0.97
