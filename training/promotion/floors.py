"""`configs/floors.yaml`: tolerances, strata and frozen sets of the comparison of two versions."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveFloat, PositiveInt
from pydantic import model_validator as validator

from gouji.pipeline.configs import load_yaml

Measure = Literal["silent_wrong", "not_whole", "review_minutes", "false_accusations", "calibration"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
StratumKind = Literal["all", "set", "medium", "form", "layout"]


class _Config(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FrozenSet(_Config):
    """Reports that are drawn from a seed. `count`: texts and web pages, or reports of each house
    style. `files`: PDF, Word and Excel files. `known`: whether the models may know the layouts."""

    name: str
    kind: Literal["corpus", "house_styles"]
    seed: int
    count: PositiveInt
    files: NonNegativeInt = 0
    known: bool


class PromiseConfig(_Config):
    """The thresholds that a promise tries, in this order, and its confidence."""

    confidence: float = Field(gt=0.5, lt=1)
    thresholds: tuple[float, ...]

    @validator(mode="after")
    def _require_order(self) -> Self:
        if not self.thresholds or list(self.thresholds) != sorted(self.thresholds, reverse=True):
            raise ValueError("thresholds must fall, the strictest first")
        return self


class Floors(_Config):
    """The tolerances by measure, for all reports and within a stratum; the fewest reports; the
    strata in which it must be possible to tell; the measures that may be the gain."""

    confidence: float = Field(gt=0.5, lt=1)
    resamples: PositiveInt
    seed: int
    tolerances: dict[Measure, float]
    stratum_tolerances: dict[Measure, float]
    fewest_reports: PositiveInt
    fewest_stratum_reports: PositiveInt
    required: tuple[StratumKind, ...]
    gains: tuple[Measure, ...] = Field(min_length=1)
    review_seconds: PositiveFloat
    frozen: tuple[FrozenSet, ...]
    promise: PromiseConfig

    @validator(mode="after")
    def _require_all_measures(self) -> Self:
        for tolerances in (self.tolerances, self.stratum_tolerances):
            if set(tolerances) != set(MEASURES) or min(tolerances.values()) < 0:
                raise ValueError(f"a tolerance, 0 or more, is needed for each of {MEASURES}")
        return self


def load_floors(configs: Path) -> Floors:
    """The floors in the folder `configs`. Raises ConfigError."""
    return load_yaml(configs / "floors.yaml", Floors)
