"""Logs runs to MLflow: parameters, metrics, tables, figures and models.

This is the only module that imports MLflow.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STORE = "mlflow.db"
EXPERIMENT = "gouji"


@contextmanager
def start_run(name: str, parameters: Mapping[str, Any]) -> Iterator[Run]:
    """An MLflow run, stored in `MLFLOW_TRACKING_URI` or in a SQLite file in the working folder."""
    import mlflow

    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{STORE}")
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run(run_name=name):
        mlflow.log_params(dict(parameters))
        yield Run()


class Run:
    """The MLflow run that is open."""

    def log_metrics(self, values: Mapping[str, float]) -> None:
        import mlflow

        mlflow.log_metrics({name: float(value) for name, value in values.items()})

    def log_table(self, rows: Sequence[Mapping[str, Any]], name: str) -> None:
        """Log rows as the table `name`.json. The keys of the first row are the columns."""
        import mlflow

        columns = {key: [row.get(key) for row in rows] for key in rows[0]} if rows else {}
        if columns:
            mlflow.log_table(columns, f"{name}.json")

    def log_figure(self, figure: Any, name: str) -> None:
        """Log a matplotlib figure as `name`.png."""
        import mlflow

        mlflow.log_figure(figure, f"{name}.png")

    def log_models(self, folder: Path, signatures: Mapping[str, Any]) -> None:
        """Log the artefacts in `folder`, with the input and output of each model."""
        import mlflow

        mlflow.log_dict(dict(signatures), "models/signatures.json")
        mlflow.log_artifacts(str(folder), "models")
