"""What a reviewer may answer, by the kind of what was judged. Answers come from people.

| kind | subject | answer |
|---|---|---|
| `cell` | `table/row/column` | status and value |
| `claim` | `START:END` of the figure, for a total with parts `START:END:breakdown` | what it says |
| `finding` | key of the finding | judgement of the contradiction |
| `unplaced` | `START:END` of the figure | whether it belongs to a cell |
| `section` | `START` of the heading | which section it opens, or none |
| `report` | `agency`, `year`, `signed` | the right one; signed: the whole report was read through |
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gouji.pipeline.records import About, Period, Status

Kind = Literal["cell", "claim", "finding", "unplaced", "section", "report"]
Judgement = Literal["as_published", "misread", "confirmed"]
SectionName = Literal["overview", "proactive", "requests", "remedies", "problems", "other"]
# A database holds no NUL; a name on a page holds no other control character either.
Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
# `table/row/column`.
CELL_NAME = r"^[\w.]{1,60}/[\w.]{1,60}/[\w.]{1,60}$"
# Numbers are stored as doubles, which hold every whole number up to 2⁵³.
Number = Annotated[
    Decimal, Field(ge=-(2**53), le=2**53, max_digits=24, decimal_places=8, allow_inf_nan=False)
]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def to_json(self) -> dict[str, Any]:
        """Values of JSON; a whole number has no fraction."""
        return {name: to_plain(value) for name, value in self.model_dump().items()}


class CellAnswer(_Answer):
    """The cell as printed; `value` is there where a number is printed."""

    status: Status
    value: Number | None = None

    @model_validator(mode="after")
    def _has_a_value_if_read(self) -> Self:
        if (self.status == "read") != (self.value is not None):
            raise ValueError("status `read` goes with a value, every other status with none")
        return self


class ClaimAnswer(_Answer):
    """What the figure states; `metric` None: nothing that gouji reads."""

    metric: Text | None
    value: Number | None = None
    parts: tuple[Number, ...] | None = None
    about: About = "self"
    period: Period = "year"

    @model_validator(mode="after")
    def _has_a_value_if_it_states_one(self) -> Self:
        if (self.metric is not None) != (self.value is not None):
            raise ValueError("a metric goes with a value")
        return self


class FindingAnswer(_Answer):
    """`as_published`: the figures are printed so. `confirmed`: so too, and they do contradict.
    `misread`: the reading is wrong."""

    judgement: Judgement


class FigureAnswer(_Answer):
    """Whether a figure without a cell belongs to none (`no_cell`) or to one (`placed`). `place` is
    that cell, as `table/row/column`; another decision says what is printed there."""

    judgement: Literal["no_cell", "placed"]
    place: Annotated[str, StringConstraints(pattern=CELL_NAME)] | None = None

    @model_validator(mode="after")
    def _has_a_place_if_placed(self) -> Self:
        if self.judgement == "no_cell" and self.place is not None:
            raise ValueError("a figure that belongs to no cell has no place")
        return self

    def to_json(self) -> dict[str, Any]:
        place = {} if self.place is None else {"place": self.place}
        return {"judgement": self.judgement, **place}


class SectionAnswer(_Answer):
    """The section that the heading opens; None: it is no heading."""

    opens: SectionName | None


class ReportAnswer(_Answer):
    """The agency, the year, or whether the whole report was read through."""

    is_: Text | int | bool | None = Field(alias="is")

    def to_json(self) -> dict[str, Any]:
        return {"is": self.is_}


Answer = CellAnswer | ClaimAnswer | FindingAnswer | FigureAnswer | SectionAnswer | ReportAnswer

ANSWERS: dict[Kind, type[Answer]] = {
    "cell": CellAnswer,
    "claim": ClaimAnswer,
    "finding": FindingAnswer,
    "unplaced": FigureAnswer,
    "section": SectionAnswer,
    "report": ReportAnswer,
}

# The types of a `ReportAnswer`, by its subject.
FIELDS: dict[str, tuple[type, ...]] = {
    "agency": (str, type(None)),
    "year": (int, type(None)),
    "signed": (bool,),
}


def to_plain(value: object) -> Any:
    """A value of an answer as JSON has it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    return value
