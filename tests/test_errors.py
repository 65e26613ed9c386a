"""Every error kind is documented and gives advice in Chinese and English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gouji.pipeline import errors
from gouji.pipeline.errors import ReportError

PAGE = (Path(__file__).parents[1] / "docs" / "errors.md").read_text(encoding="utf-8")
ERRORS = [
    error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, ReportError) and error is not ReportError
]


def test_the_documented_kinds_are_those_of_the_program() -> None:
    listed = re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(error.kind for error in ERRORS)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("error", ERRORS)
def test_a_message_names_the_fault_and_the_remedy(error: type[ReportError]) -> None:
    zh, en = error("3 > 2").message_zh, error("3 > 2").message_en
    assert re.search("[一-鿿].*。.*请|请.*。", zh) and "3 > 2" in zh
    assert len(re.findall(r"[.;] ", en)) >= 1 and "3 > 2" in en
    assert error().message_en == error.en
    for limit in re.findall("max_[a-z]+", en):
        assert limit in (Path(__file__).parents[1] / "configs" / "run.yaml").read_text("utf-8")
