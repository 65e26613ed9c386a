"""Logs runs to MLflow: parameters, data, metrics, tables, figures, and versions of the models.

This is the only module that imports MLflow. What it registers is never loaded from there: a run of
gouji reads its own artefacts alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from gouji import __version__
from gouji.models.versions import find_home
from gouji.pipeline.store.no_pandas import allow_pandas

STORE = "mlflow.db"
EXPERIMENT = "gouji"
MODEL = "gouji"
# The alias of the version in use. Every version also has the alias `gouji-<version>`: searches of
# model versions do not give their aliases.
CHAMPION = "champion"
_ALIAS = "gouji-{}"
# The most characters of the digest of a dataset in MLflow.
_DIGEST_LENGTH = 36
_EXAMPLE = {
    "name": "report.txt",
    "data": "一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1\n",
}


class TrackingError(Exception):
    """The store of MLflow cannot be used. The message is Chinese and English."""


@contextmanager
def start_run(name: str, parameters: Mapping[str, Any]) -> Iterator[Run]:
    """An MLflow run in `MLFLOW_TRACKING_URI`, or in a SQLite file in GOUJI_HOME.

    It has the versions of code and configs as tags, and its duration in seconds as a metric. Raises
    TrackingError.
    """
    import mlflow

    with _store_errors():
        open_store()
        tags = {"gouji.code": __version__, "gouji.configs": digest_configs()}
        active = mlflow.start_run(run_name=name, tags=tags)
    with active:
        mlflow.log_params(dict(parameters))
        start = perf_counter()
        yield Run()
        mlflow.log_metric("seconds", perf_counter() - start)


def open_store() -> None:
    """Choose the store and the experiment. The first process creates them, the others wait."""
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    import mlflow

    allow_pandas()
    home, given = find_home(), os.environ.get("MLFLOW_TRACKING_URI")
    mlflow.set_tracking_uri(given or f"sqlite:///{home / STORE}")
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".mlflow.lock").open("w") as file:
        _wait_for_lock(file.fileno())
        if not given and mlflow.get_experiment_by_name(EXPERIMENT) is None:
            mlflow.create_experiment(EXPERIMENT, (home / "mlartifacts").as_uri())
        mlflow.set_experiment(EXPERIMENT)


def _wait_for_lock(descriptor: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no flock
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextmanager
def _store_errors() -> Iterator[None]:
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        store = os.environ.get("MLFLOW_TRACKING_URI") or f"sqlite:///{find_home() / STORE}"
        raise TrackingError(
            f"无法使用 MLflow 的存储 {store}。若由其他版本的 MLflow 建立，请先备份，再运行 "
            f"mlflow db upgrade {store}\n"
            f"The store of MLflow cannot be used: {store}. If another version of MLflow made it, "
            f"back it up and run `mlflow db upgrade {store}`.\n{error}"
        ) from error


def digest_configs() -> str:
    """12 hexadecimal digits of the SHA-256 over all config files."""
    from gouji.configs import FOLDER

    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*.yaml")):
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


class Run:
    """The MLflow run that is open."""

    def log_metrics(self, values: Mapping[str, float]) -> None:
        import mlflow

        mlflow.log_metrics({name: float(value) for name, value in values.items()})

    def log_input(self, name: str, digest: str, context: str, source: str = "") -> None:
        """Log data that the run used. `context`: what for, as "training" or "evaluation"."""
        import mlflow
        from mlflow.data.code_dataset_source import CodeDatasetSource
        from mlflow.data.meta_dataset import MetaDataset

        where = CodeDatasetSource({"source": source or name})
        mlflow.log_input(MetaDataset(where, name, digest[:_DIGEST_LENGTH]), context=context)

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

    def log_models(self, folder: Path, signatures: Mapping[str, Any], version: str) -> None:
        """Log the artefacts in `folder` and register them as a version of the model.

        They are beside a file MLmodel with signature and input example, which names no loader.
        """
        import mlflow

        run = mlflow.active_run().info
        with TemporaryDirectory() as name:
            target = Path(name)
            copytree(folder, target / "artefact")
            (target / "signatures.json").write_text(json.dumps(dict(signatures)), "utf-8")
            _describe(target, version, run.run_id)
            mlflow.log_artifacts(name, "models")
        _register(version, f"{run.artifact_uri}/models", run.run_id)


def _describe(folder: Path, version: str, run_id: str) -> None:
    """Write MLmodel and the input example. The flavor has no loader: MLflow executes nothing."""
    from mlflow.models import Model, ModelSignature
    from mlflow.types import ColSpec, Schema

    (folder / "input_example.json").write_text(json.dumps(_EXAMPLE, ensure_ascii=False), "utf-8")
    columns = {"table": "string", "row": "string", "column": "string", "status": "string"}
    columns |= {"value": "double", "confidence": "double"}
    signature = ModelSignature(
        inputs=Schema([ColSpec("string", "name"), ColSpec("binary", "data")]),
        outputs=Schema([ColSpec(type_, name) for name, type_ in columns.items()]),
    )
    model = Model(
        artifact_path="models",
        run_id=run_id,
        flavors={"gouji": {"version": version, "data": "artefact", "code": None}},
        signature=signature,
        saved_input_example_info={
            "artifact_path": "input_example.json",
            "type": "json_object",
        },
    )
    model.save(str(folder / "MLmodel"))


def _register(version: str, source: str, run_id: str) -> None:
    """Register a version once, under an alias that holds its digest."""
    client = _open_client()
    try:
        client.create_registered_model(MODEL)
    except _mlflow_error():  # it is there
        pass
    if find_registered(version) is None:
        created = client.create_model_version(
            MODEL, source, run_id, tags={"gouji.version": version, "gouji.code": __version__}
        )
        client.set_registered_model_alias(MODEL, _ALIAS.format(version), created.version)


def find_registered(version: str) -> str | None:
    """The number of a version in MLflow's registry. None if it is not registered there."""
    try:
        found = _open_client().get_model_version_by_alias(MODEL, _ALIAS.format(version))
    except _mlflow_error():
        return None
    return str(found.version)


def move_champion(version: str) -> bool:
    """Give the alias `champion` to a version. False where MLflow does not know the version; the
    alias is then removed. Raises TrackingError."""
    if not os.environ.get("MLFLOW_TRACKING_URI") and not (find_home() / STORE).exists():
        return False
    with _store_errors():
        open_store()
        client, number = _open_client(), find_registered(version)
        if number is not None:
            client.set_registered_model_alias(MODEL, CHAMPION, number)
            return True
        try:
            client.delete_registered_model_alias(MODEL, CHAMPION)
        except _mlflow_error():  # no model or no alias
            pass
        return False


def _open_client() -> Any:
    import mlflow

    return mlflow.MlflowClient()


def _mlflow_error() -> type[Exception]:
    from mlflow.exceptions import MlflowException

    kind: type[Exception] = MlflowException
    return kind
