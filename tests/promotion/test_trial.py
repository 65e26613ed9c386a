"""Versions compared on small frozen sets, and the same seen by MLflow's own client."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import mlflow
import pytest

from gouji.configs import FOLDER
from gouji.models.artefacts import FOLDER as ARTEFACTS
from gouji.models.artefacts import load_models, save_models
from gouji.models.estimators.linear import Linear
from gouji.models.versions import InUse, Promotion, find_in_use, save_version
from gouji.pipeline.kit import Kit, load_kit
from gouji.training import tracking
from gouji.training.fit import UNFITTED
from gouji.training.progress import show_nothing
from gouji.training.promotion.floors import FrozenSet
from gouji.training.promotion.trial import Options, Trial, Version, compare_and_log
from gouji.training.tracking import TrackingError, find_registered, move_champion, start_run
from tests.promotion.scores import FLOORS

SETS = (
    FrozenSet(name="corpus", kind="corpus", seed=5, count=10, known=True),
    FrozenSet(name="house-styles", kind="house_styles", seed=5, count=1, known=False),
)
FEW = FLOORS.model_copy(
    update={"frozen": SETS, "fewest_reports": 20, "fewest_stratum_reports": 5, "required": ("all",)}
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("GOUJI_HOME", str(folder))
        patch.delenv("MLFLOW_TRACKING_URI", raising=False)
        yield folder


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER, models=UNFITTED)


@pytest.fixture(scope="module")
def blind(tmp_path_factory: pytest.TempPathFactory) -> Version:
    """Models that know no row label: most cells are lost."""
    from dataclasses import replace

    models = load_models()
    labels = Linear(models.labels.classes, models.labels.vocabulary, models.labels.weights * 0)
    folder = tmp_path_factory.mktemp("blind") / "models"
    saved = save_version(
        lambda target: save_models(replace(models, labels=labels), target, {}), folder
    )
    return Version(saved.version, saved.folder)


@pytest.fixture(scope="module")
def worse(home: Path, kit: Kit, blind: Version) -> Trial:
    options = Options(show_nothing, jobs=0, cache=home / "frozen")
    return compare_and_log(find_in_use(), blind, kit, FEW, options)


def test_a_worse_candidate_is_refused(worse: Trial) -> None:
    losses = {(c.stratum.kind, c.measure) for c in worse.decision.worse}
    assert ("all", "not_whole") in losses and ("all", "review_minutes") in losses
    assert not worse.decision.gains and not worse.decision.is_promotable
    assert worse.shadow.reports == 26
    strata = {(c.stratum.kind, c.stratum.name) for c in worse.decision.comparisons}
    assert {("all", "all"), ("set", "corpus"), ("form", "2019"), ("layout", "own-words")} <= strata


def test_a_better_candidate_is_promotable(home: Path, kit: Kit, blind: Version) -> None:
    promotion = Promotion("2026-12-01T00:00:00Z", "li", "promote", "", blind.name, False)
    champion = InUse(blind.name, blind.folder, promotion)
    shipped = find_in_use()
    options = Options(show_nothing, jobs=0, cache=home / "frozen")
    candidate = Version(shipped.version, shipped.folder)
    trial = compare_and_log(champion, candidate, kit, FEW, options)
    assert {"not_whole", "review_minutes"} <= {c.measure for c in trial.decision.gains}
    assert not any(
        c.measure == "not_whole" for c in trial.decision.worse if c.stratum.kind == "all"
    )


def test_mlflow_holds_the_comparison(worse: Trial, home: Path) -> None:
    client = mlflow.MlflowClient(f"sqlite:///{home}/mlflow.db")
    [experiment] = [e for e in client.search_experiments() if e.name == "gouji"]
    runs = client.search_runs([experiment.experiment_id], "attributes.run_name = 'compare'")
    run = next(run for run in runs if run.data.params["candidate"] == worse.candidate)
    assert run.data.params["champion"] == worse.champion
    assert run.data.tags["gouji.code"] and len(run.data.tags["gouji.configs"]) == 12
    assert run.data.metrics["promotable"] == 0 and run.data.metrics["seconds"] > 0
    assert run.data.metrics["not_whole"] > run.data.metrics["not_whole_champion"]
    assert [i.dataset.name for i in run.inputs.dataset_inputs] == ["corpus", "house-styles"]
    paths = {artifact.path for artifact in client.list_artifacts(run.info.run_id)}
    assert {"comparison.json", "reliability.png", "reliability_champion.png"} <= paths
    assert {"confusion.png", "confusion_champion.png"} <= paths
    assert str(home) in run.info.artifact_uri


def test_a_version_is_registered_with_signature_and_example_and_no_loader(home: Path) -> None:
    version = find_in_use().version
    assert find_registered(version) is None
    assert not move_champion(version)
    with start_run("train", {"seed": 1}) as run:
        run.log_input("corpus", "c" * 64, "training")
        run.log_models(ARTEFACTS, {"labels": {"classes": []}}, version)
    assert move_champion(version)
    client = mlflow.MlflowClient(f"sqlite:///{home}/mlflow.db")
    registered = client.get_model_version_by_alias("gouji", "champion")
    assert registered.tags["gouji.version"] == version
    assert client.get_model_version_by_alias("gouji", f"gouji-{version}").version == (
        registered.version
    )
    local = Path(mlflow.artifacts.download_artifacts(registered.source))
    model = mlflow.models.Model.load(local / "MLmodel")
    assert model.signature.inputs.input_names() == ["name", "data"]
    assert "confidence" in model.signature.outputs.input_names()
    assert model.load_input_example(str(local))["name"] == "report.txt"
    assert set(model.flavors) == {"gouji"}, "nothing that MLflow would load or execute"
    assert load_models(local / "artefact").version == version
    assert not [p for p in local.rglob("*") if p.suffix in (".pkl", ".skops", ".py")]


def test_registering_a_version_again_adds_none(home: Path) -> None:
    version = find_in_use().version
    for _ in range(2):
        with start_run("train", {}) as run:
            run.log_models(ARTEFACTS, {}, version)
    client = mlflow.MlflowClient(f"sqlite:///{home}/mlflow.db")
    assert len(client.search_model_versions("name = 'gouji'")) == 1


def test_a_store_of_another_version_of_mlflow_is_named_with_the_remedy(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start_run("first", {}):
        pass
    store = tmp_path / "old.db"
    store.write_bytes((home / tracking.STORE).read_bytes())
    with sqlite3.connect(store) as database:
        database.execute("update alembic_version set version_num = '451aebb31d03'")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{store}")
    with pytest.raises(TrackingError, match="mlflow db upgrade sqlite:///"), start_run("new", {}):
        pass


def test_the_rows_of_the_table_are_json(worse: Trial) -> None:
    rows = [comparison.row() for comparison in worse.decision.comparisons]
    assert json.loads(json.dumps(rows)) == rows
    assert len(worse.table) == 64


def test_tables_are_logged_where_reading_has_blocked_pandas(tmp_path: Path) -> None:
    """A comparison reads in worker processes, and its own process finds no pandas until then."""
    code = (
        "from gouji.pipeline.store.no_pandas import block_pandas; block_pandas()\n"
        "from gouji.training.tracking import start_run\n"
        "with start_run('compare', {}) as run: run.log_table([{'a': 1}], 'table')\n"
    )
    environment = os.environ | {"GOUJI_HOME": str(tmp_path)}
    environment.pop("MLFLOW_TRACKING_URI", None)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    [logged] = tmp_path.rglob("table.json")
    assert json.loads(logged.read_text("utf-8")) == {"columns": ["a"], "data": [[1]]}
