"""The rules as data: `configs/rules/*.yaml`, and the identities that a form gets from them.

An identity 勾稽关系 says that two sums of cells are equal. Rebuilding uses identities as soft
evidence on where a number belongs, suggestions as constraints, checks as rules to decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.configs import load_yaml
from pipeline.forms import Form
from pipeline.records import CellKey, Severity


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    severity: Severity
    name_zh: str
    name_en: str
    source: str = ""


class LinearRule(_Rule):
    """Sums over rows (each column) or over columns (each row) that must be equal."""

    kind: Literal["linear"]
    table: str
    each: Literal["row", "column"]
    left: tuple[str, ...] = Field(min_length=1)
    right: tuple[str, ...] = Field(min_length=1)


class WholeRule(_Rule):
    """Counts of a table are whole, and not negative unless the form signs them."""

    kind: Literal["whole"]


class SectionRule(_Rule):
    """Sections that must be there (`missing_section`) or be there once (`repeated_section`)."""

    kind: Literal["missing_section", "repeated_section"]
    sections: tuple[str, ...]


class TableRule(_Rule):
    """Tables that must be there."""

    kind: Literal["missing_table"]
    tables: tuple[str, ...]


Rule = LinearRule | WholeRule | SectionRule | TableRule


class _RuleFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[Annotated[Rule, Field(discriminator="kind")], ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """One application of a linear rule: the cells of its left sum and of its right sum."""

    rule: LinearRule
    scope: str
    left: tuple[CellKey, ...]
    right: tuple[CellKey, ...]

    @property
    def cells(self) -> tuple[CellKey, ...]:
        return self.left + self.right


def load_rules(folder: Path) -> tuple[Rule, ...]:
    """All rules under `folder`, in the order of files and lines. Raises ConfigError."""
    files = [load_yaml(path, _RuleFile) for path in sorted(folder.glob("*.yaml"))]
    return tuple(rule for file in files for rule in file.rules)


@lru_cache(maxsize=1024)
def find_identities(form: Form, rules: tuple[Rule, ...], table: str) -> tuple[Identity, ...]:
    """Every application that the linear rules have in one table of a form."""
    linear = [rule for rule in rules if isinstance(rule, LinearRule) and rule.table == table]
    return tuple(identity for rule in linear for identity in _applications(form, rule))


def _applications(form: Form, rule: LinearRule) -> Iterator[Identity]:
    keys = [key for key, _, _ in form.table(rule.table).cells()]
    for scope in dict.fromkeys(getattr(key, rule.each) for key in keys):
        line = [key for key in keys if getattr(key, rule.each) == scope]
        left = _select(line, rule.left, rule.each)
        right = _select(line, rule.right, rule.each)
        if left and right:
            yield Identity(rule, scope, left, right)


def _select(line: list[CellKey], names: tuple[str, ...], each: str) -> tuple[CellKey, ...]:
    across = "column" if each == "row" else "row"
    return tuple(
        key for key in line if any(fnmatchcase(getattr(key, across), name) for name in names)
    )
