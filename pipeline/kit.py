"""Forms, rules, models and thresholds, which reading a document needs. Loaded once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from gouji.models.artefacts import FOLDER as ARTEFACTS
from gouji.models.artefacts import Models, load_models
from gouji.models.layouts import Layouts
from gouji.pipeline.configs import RunConfig, load_yaml
from gouji.pipeline.forms.form import Form, load_forms
from gouji.pipeline.forms.rules import Rule, load_rules
from gouji.pipeline.forms.written_tables import COMMON_LABELS, plain_label
from gouji.pipeline.identities.ledger import IdentityIndex, index_identities
from gouji.pipeline.rebuild import Decoder
from gouji.pipeline.rebuild.row_hmm import Lattice
from gouji.pipeline.rebuild.row_scores import RowScores


@dataclass(frozen=True)
class Kit:
    """Forms, rules, models and thresholds, shared by all documents of a process."""

    forms: dict[str, Form]
    rules: tuple[Rule, ...]
    models: Models
    config: RunConfig

    @property
    def versions(self) -> str:
        """The version of the models, which `reports.models` records."""
        return self.models.version

    def with_layouts(self, layouts: Layouts) -> Kit:
        """The same kit with other known layouts."""
        return replace(self, models=replace(self.models, layouts=layouts))

    @cached_property
    def identities(self) -> dict[tuple[str, str], IdentityIndex]:
        """The identities of every table, by form and table."""
        return index_identities(self.forms, self.rules)

    @cached_property
    def row_labels(self) -> frozenset[str]:
        """The labels of the rows of all forms, without numbers and without shared labels."""
        rows = (row for form in self.forms.values() for row in form.rows.values())
        return frozenset(plain_label(row.label) for row in rows) - COMMON_LABELS

    @cached_property
    def decoder(self) -> Decoder:
        """The decoder of tables, with the identities of each table as evidence.

        Its numbers are parsed before their column is known, so the cells have no kind.
        """
        identities = {
            key: IdentityIndex(index.identities) for key, index in self.identities.items()
        }
        models = self.models
        scores = RowScores(Lattice(self.forms, models.steps))
        return Decoder(scores, models.labels, models.columns, identities, models.layouts)


def load_kit(configs: Path, artefacts: Path | None = None, models: Models | None = None) -> Kit:
    """Load forms, rules and thresholds from the folder `configs`, and the models.

    The models are `models`, or those in the folder `artefacts`, by default the shipped ones.
    Raises ConfigError and ArtefactError.
    """
    return Kit(
        load_forms(configs / "forms"),
        load_rules(configs / "rules"),
        models or load_models(artefacts or ARTEFACTS),
        load_yaml(configs / "run.yaml", RunConfig),
    )
