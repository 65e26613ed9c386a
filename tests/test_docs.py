"""The data dictionary names every column of every dataset, in both languages, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gouji.pipeline.forms.rules import load_rules
from gouji.pipeline.store.schemas import SCHEMAS

ROOT = Path(__file__).parents[1]
PAGES = ("docs/datasets.md", "docs/zh-CN/datasets.md")


def find_columns(page: str, dataset: str) -> list[str]:
    """The names in the first column of the first table under the heading of a dataset."""
    text = (ROOT / page).read_text("utf-8")
    chapter = text.split(f"\n## {dataset}\n")[1].split("\n## ")[0]
    [table, *_] = re.findall(r"(?:^\|.*\n)+", chapter, re.MULTILINE)
    rows = table.splitlines()[2:]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("dataset", SCHEMAS)
def test_every_column_is_described(page: str, dataset: str) -> None:
    assert sorted(find_columns(page, dataset)) == sorted(SCHEMAS[dataset].names)


@pytest.mark.parametrize("page", ["docs/checking.md", "docs/zh-CN/checking.md"])
def test_every_rule_is_described(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    rules = {rule.rule for rule in load_rules(ROOT / "configs" / "rules")}
    assert {rule for rule in rules if f"`{rule}`" not in text} == set()


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "zh-CN").glob("*.md")))
def test_both_languages_have_the_same_chapters(page: Path) -> None:
    levels = [
        re.findall(r"^(#+) ", path.read_text("utf-8"), re.MULTILINE)
        for path in (page, page.parents[1] / page.name)
    ]
    assert levels[0] == levels[1]
