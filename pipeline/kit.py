"""Forms, rules, models and thresholds, which reading a document needs. Loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gouji.models.artefacts import FOLDER as ARTEFACTS
from gouji.models.artefacts import Models, load_models
from gouji.pipeline.configs import RunConfig, load_yaml
from gouji.pipeline.forms.form import Form, load_forms
from gouji.pipeline.forms.rules import Identity, Rule, find_identities, load_rules
from gouji.pipeline.identities.ledger import Identities
from gouji.pipeline.rebuild.row_lattice import Lattice
from gouji.pipeline.rebuild.tables import Decoder


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

    @cached_property
    def identities(self) -> dict[tuple[str, str], tuple[Identity, ...]]:
        """The identities of every table, by (form, table)."""
        return {
            (name, table.table): find_identities(form, self.rules, table.table)
            for name, form in self.forms.items()
            for table in form.tables
        }

    @cached_property
    def decoder(self) -> Decoder:
        """The decoder of tables, which uses the identities of each form as evidence."""
        by_form = {
            name: Identities(
                tuple(
                    identity
                    for (form, _), identities in self.identities.items()
                    if form == name
                    for identity in identities
                )
            )
            for name in self.forms
        }
        models = self.models
        return Decoder(Lattice(self.forms, models.steps), models.labels, models.columns, by_form)


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
