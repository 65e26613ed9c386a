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

from gouji.pipeline.configs import load_yaml
from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import CellKey, Severity

UNREAD = "unread_page"


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

    # As forms are, rules are the key of what is worked out from them.
    __hash__ = object.__hash__


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


class Held(BaseModel):
    """What claims of one metric are held against: the sum of `cells`, names as in `LinearRule`.

    Where the sentence has one of `or_words`, it may be the sum of `or_cells` as well.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: str
    cells: tuple[str, ...] = Field(min_length=1)
    or_cells: tuple[str, ...] = ()
    or_words: tuple[str, ...] = ()


class NarrativeRule(_Rule):
    """What the text claims of a metric is what the table says."""

    kind: Literal["narrative"]
    metrics: tuple[Held, ...]


class BreakdownRule(_Rule):
    """The parts that the text lists add up to the total that it names.

    A list whose total states a metric of `instead` and whose parts add up to those cells decides
    nothing: it parts what they count.
    """

    kind: Literal["breakdown"]
    instead: tuple[Held, ...] = ()


class NameRule(_Rule):
    """Where the agency's own name belongs stands no other agency's."""

    kind: Literal["foreign_name"]


class PeriodRule(_Rule):
    """Title, preamble and text speak of one year."""

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
    """Neither prose nor tables are those of the year before.

    Prose is the same from `share` of its characters on, if it has `least_characters` of its own.
    A table is, if all its figures are and they are worth `least_bits` (see `check/copies.py`);
    `stocks` are cells that may well stay as they are from year to year.
    """

    kind: Literal["recycled"]
    share: float = Field(gt=0, le=1)
    least_characters: int
    least_bits: float
    stocks: tuple[str, ...] = ()


class DuplicateRule(_Rule):
    """An agency has one report a year."""

    kind: Literal["duplicate"]


class OutlierRule(_Rule):
    """A figure lies with those of the agency's other years.

    It does not where it is more than `factor` times as far as they are spread, and at least
    `least_change` away; nothing is said with fewer than `least_years` other years.
    """

    kind: Literal["outlier"]
    cells: tuple[str, ...]
    factor: float
    least_change: int
    least_years: int


class HierarchyRule(_Rule):
    """The sum of the bodies is what the body above them says, cell by cell."""

    kind: Literal["hierarchy"]
    cells: tuple[str, ...]


class PageRule(_Rule):
    """Every page can be read. Its name is UNREAD: checking again asks for what it found."""

    kind: Literal["unread_page"]


Rule = (
    LinearRule
    | WholeRule
    | SectionRule
    | TableRule
    | PageRule
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
    """All rules under `folder`, in the order of files and lines. Raises ConfigError."""
    files = [load_yaml(path, _RuleFile) for path in sorted(folder.glob("*.yaml"))]
    return tuple(rule for file in files for rule in file.rules)


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


@lru_cache(maxsize=256)
def select_cells(form: Form, names: tuple[str, ...]) -> tuple[CellKey, ...]:
    """The cells of a form that are named `table/row/column`, * standing for any characters."""
    return tuple(key for key in form.columns if any(fnmatchcase(str(key), one) for one in names))


def _select(line: list[CellKey], names: tuple[str, ...], each: str) -> tuple[CellKey, ...]:
    across = "column" if each == "row" else "row"
    return tuple(
        key for key in line if any(fnmatchcase(getattr(key, across), name) for name in names)
    )
