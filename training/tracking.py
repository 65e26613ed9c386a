"""The one door to MLflow: a run with its parameters, metrics, pictures and artefacts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STORE = "mlflow.db"
EXPERIMENT = "gouji"


@contextmanager
def track(name: str, parameters: Mapping[str, Any]) -> Iterator[Track]:
    """An MLflow run, in `MLFLOW_TRACKING_URI` or in a SQLite store in the working folder."""
    import mlflow

    mlflow.set_tracking_uri(os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{STORE}")
    mlflow.set_experiment(EXPERIMENT)
    with mlflow.start_run(run_name=name):
        mlflow.log_params(dict(parameters))
        yield Track()


class Track:
    """What can be noted of the run that is open."""

    def metrics(self, values: Mapping[str, float]) -> None:
        import mlflow

        mlflow.log_metrics({name: float(value) for name, value in values.items()})

    def table(self, rows: Sequence[Mapping[str, Any]], name: str) -> None:
        """A table as CSV and, by MLflow, in its own view."""
        import mlflow

        columns = {key: [row.get(key) for row in rows] for key in rows[0]} if rows else {}
        if columns:
            mlflow.log_table(columns, f"{name}.json")

    def figure(self, figure: Any, name: str) -> None:
        import mlflow

        mlflow.log_figure(figure, f"{name}.png")

    def model(self, folder: Path, signatures: Mapping[str, Any]) -> None:
        """The artefacts of a training run, with what goes into each model and what comes out."""
        import mlflow

        mlflow.log_dict(dict(signatures), "models/signatures.json")
        mlflow.log_artifacts(str(folder), "models")
