"""The rules as data: `configs/rules/*.yaml`, and the identities of a form that follow from them.

An identity (勾稽关系) states that two sums of cells are equal. Table rebuilding uses identities as
soft evidence for the place of a number, suggestions use them as constraints, checks decide them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gouji.pipeline.configs import load_yaml
from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import CellKey, Severity


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    severity: Severity
    name_zh: str
    name_en: str
    source: str = ""


class LinearRule(_Rule):
    """Two sums over rows (in each column) or over columns (in each row) must be equal."""

    kind: Literal["linear"]
    table: str
    each: Literal["row", "column"]
    left: tuple[str, ...] = Field(min_length=1)
    right: tuple[str, ...] = Field(min_length=1)

    # A rule is loaded once, so that its identity is a valid key of caches.
    __hash__ = object.__hash__


class WholeRule(_Rule):
    """Counts are whole numbers, and not negative unless the form has them signed."""

    kind: Literal["whole"]


class SectionRule(_Rule):
    """Sections must be present (`missing_section`) or not be repeated (`repeated_section`)."""

    kind: Literal["missing_section", "repeated_section"]
    sections: tuple[str, ...]


class TableRule(_Rule):
    """Tables must be present."""

    kind: Literal["missing_table"]
    tables: tuple[str, ...]


class MetricCells(BaseModel):
    """The cells whose sum claims of one metric are compared with, named as in `LinearRule`.

    If the sentence has one of `or_words`, the claim may also equal the sum of `or_cells`. A claim
    whose clause has one of `part_words` may state a part of the sum, and accuses nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: str
    cells: tuple[str, ...] = Field(min_length=1)
    or_cells: tuple[str, ...] = ()
    or_words: tuple[str, ...] = ()
    part_words: tuple[str, ...] = ()


class NarrativeRule(_Rule):
    """Claims of a metric in the text equal the cells of the table."""

    kind: Literal["narrative"]
    metrics: tuple[MetricCells, ...]


class BreakdownRule(_Rule):
    """The parts that the text lists add up to the total that it names.

    A list is not decided if its total has a metric of `instead` and its parts add up to the cells
    named there: it is a breakdown of those cells.
    """

    kind: Literal["breakdown"]
    instead: tuple[MetricCells, ...] = ()


class NameRule(_Rule):
    """Places for the agency's own name do not hold the name of another agency."""

    kind: Literal["foreign_name"]


class PeriodRule(_Rule):
    """Title, preamble and text name one year."""

    kind: Literal["period"]


class CrossYearRule(_Rule):
    """`before` of the year before + `add` − `subtract` of this year = `result` of this year."""

    kind: Literal["cross_year"]
    table: str
    each: Literal["row", "column"]
    before: tuple[str, ...] = Field(min_length=1)
    add: tuple[str, ...] = ()
    subtract: tuple[str, ...] = ()
    result: tuple[str, ...] = Field(min_length=1)


class RecycledRule(_Rule):
    """Neither prose nor tables are copied from the year before.

    Prose is copied if at least `share` of its characters are in sentences of the year before, and
    it has at least `least_characters`. A table is copied if all its figures are the same and have
    an information content of `least_bits` (see `check/panel/recycled.py`). `stocks` are cells that
    often keep their value from year to year.
    """

    kind: Literal["recycled"]
    share: float = Field(gt=0, le=1)
    least_characters: int
    least_bits: float
    stocks: tuple[str, ...] = ()


class DuplicateRule(_Rule):
    """An agency publishes one report for each year."""

    kind: Literal["duplicate"]


class OutlierRule(_Rule):
    """A figure is near those of the agency's other years.

    It is an outlier if its distance from them is more than `factor` times their spread, and at
    least `least_change`. With fewer than `least_years` other years it is not decided.
    """

    kind: Literal["outlier"]
    cells: tuple[str, ...]
    factor: float
    least_change: int
    least_years: int


class HierarchyRule(_Rule):
    """The sum of the bodies of a county equals the county's own number, cell by cell."""

    kind: Literal["hierarchy"]
    cells: tuple[str, ...]


class PageRule(_Rule):
    """Every page can be read."""

    kind: Literal["unread_page"]


class CopiesRule(_Rule):
    """The copies of a table in one report have the same figures."""

    kind: Literal["contradictory_copies"]


class PlacedRule(_Rule):
    """Every figure that is printed in a table has its cell."""

    kind: Literal["unplaced"]


Rule = (
    LinearRule
    | WholeRule
    | SectionRule
    | TableRule
    | PageRule
    | PlacedRule
    | CopiesRule
    | NarrativeRule
    | BreakdownRule
    | NameRule
    | PeriodRule
    | CrossYearRule
    | RecycledRule
    | DuplicateRule
    | OutlierRule
    | HierarchyRule
)


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
    """Return all rules in `folder`, in the order of files and lines. Raises ConfigError."""
    files = [load_yaml(path, _RuleFile) for path in sorted(folder.glob("*.yaml"))]
    return tuple(rule for file in files for rule in file.rules)


def find_identities(form: Form, rules: tuple[Rule, ...], table: str) -> tuple[Identity, ...]:
    """Return every application of the linear rules to one table of a form."""
    linear = [rule for rule in rules if isinstance(rule, LinearRule) and rule.table == table]
    return tuple(identity for rule in linear for identity in _apply(form, rule))


def _apply(form: Form, rule: LinearRule) -> Iterator[Identity]:
    keys = [key for key, _, _ in form.table(rule.table).cells()]
    for scope in dict.fromkeys(getattr(key, rule.each) for key in keys):
        line = [key for key in keys if getattr(key, rule.each) == scope]
        left = _select(line, rule.left, each=rule.each)
        right = _select(line, rule.right, each=rule.each)
        if left and right:
            yield Identity(rule, scope, left, right)


@lru_cache(maxsize=256)
def select_cells(form: Form, names: tuple[str, ...]) -> tuple[CellKey, ...]:
    """Return the cells of a form by names `table/row/column`, with * for any characters."""
    return tuple(key for key in form.columns if any(fnmatchcase(str(key), name) for name in names))


def _select(line: list[CellKey], names: tuple[str, ...], *, each: str) -> tuple[CellKey, ...]:
    """Return the cells of a row (column) by the names of their columns (rows)."""
    other = "column" if each == "row" else "row"
    return tuple(
        key for key in line if any(fnmatchcase(getattr(key, other), name) for name in names)
    )
