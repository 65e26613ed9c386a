"""Text that a spreadsheet would run as a formula is marked, and unmarking restores it."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.export.formulas import RISKY, is_risky, mark, unmark


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n1", "  =1", "＝1", "－", "'=1"]
)
def test_the_beginning_of_a_formula_is_marked(text: str) -> None:
    assert mark(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "/", "0", "1-1", "a=b", "'quoted'", "无", "—", " 1"])
def test_other_text_is_not_changed(text: str) -> None:
    assert mark(text) == text == unmark(text)


@given(st.text(alphabet="'=+-@＝ \t\r\n1a/", max_size=6))
def test_unmarking_restores_the_text(text: str) -> None:
    assert unmark(mark(text)) == text
    assert mark(text)[:1] not in tuple("=+-@＝\t\r\n")


def test_sql_and_python_agree() -> None:
    texts = ["=1", "'=1", "' -", "\t", "a", "", "''@", "\n", "－1", "x=1"]
    with duckdb.connect() as database:
        matches = database.execute(
            "select regexp_matches(x, $1) from (select unnest($2::varchar[]) as x)", [RISKY, texts]
        ).fetchall()
    assert [is_match for (is_match,) in matches] == [is_risky(text) for text in texts]
