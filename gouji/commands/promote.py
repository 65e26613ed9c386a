"""`gouji promote` and `gouji rollback`: put a version of the models to use, and go back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.commands.options import Documents, Labels, import_extra, user_errors

if TYPE_CHECKING:
    from gouji.models.versions import Promotion
    from gouji.pipeline.kit import Kit
    from gouji.training.progress import ShowStep
    from gouji.training.promotion.frozen_sets import PairedScore
    from gouji.training.promotion.trial import Trial, Version

VersionArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="VERSION",
        help="模型版本，或其开头；默认为最新训练的。 "
        "A version of the models, or a prefix; by default the one trained last.",
    ),
]
Override = Annotated[
    str | None,
    typer.Option(
        metavar="REASON",
        help="即使未达标也启用；理由记入日志。 "
        "Promote in spite of a refusal; the reason is kept in the log.",
    ),
]
Reason = Annotated[
    str, typer.Option("--why", help="换回的理由，记入日志。 The reason, kept in the log.")
]
REFUSED = 1


def promote(
    version: VersionArgument = None,
    override: Override = None,
    labels: Labels = None,
    documents: Documents = None,
) -> None:
    """与使用中的版本比较，达标则启用。 Compare with the version in use, promote if not worse."""
    from gouji.models.versions import promote as promote_version

    import_extra("mlflow", "train")
    from gouji.training.reviewed_reports import LabelsError

    with user_errors(LabelsError), tracking_errors():
        trial = compare(version, labels, documents)
        from gouji.terminal.promotion_view import describe_gains, describe_refusal

        if not trial.decision.is_promotable:
            typer.echo(describe_refusal(trial), err=True)
            if override is None:
                typer.echo(
                    f"未启用，仍使用 {trial.champion}。 "
                    f"Not promoted, {trial.champion} stays in use.",
                    err=True,
                )
                raise typer.Exit(REFUSED)
        is_overridden = not trial.decision.is_promotable
        why = f"override: {override}" if is_overridden else describe_gains(trial)
        entry = promote_version(trial.candidate, why, trial.table, instead_of=trial.champion)
        _report(entry)


def rollback(why: Reason = "") -> None:
    """换回前一版本。 Make the version before the last promotion the one in use again."""
    from gouji.models.artefacts import load_models
    from gouji.models.versions import roll_back

    with user_errors():
        _report(roll_back(why, check=load_models))


def _report(entry: Promotion) -> None:
    typer.echo(f"使用中 in use: {entry.after}（原 before: {entry.before}）")
    if not _move_alias(entry.after) and not entry.shipped:
        typer.echo("MLflow 中没有此版本 This version is not in MLflow.", err=True)


def _move_alias(version: str) -> bool:
    """Move the alias in MLflow too. What is in use does not depend on it."""
    try:
        from gouji.training.tracking import TrackingError, move_champion
    except ImportError:
        return True
    try:
        return move_champion(version)
    except ModuleNotFoundError:  # without the extra `train` there is nothing to move
        return True
    except TrackingError as error:
        typer.echo(str(error), err=True)
        return True


def compare(
    version: str | None, labels: list[Path] | None = None, documents: list[Path] | None = None
) -> Trial:
    """Compare a version with that in use, on labelled reports too, and print the table.

    Raises ArtefactError and LabelsError.
    """
    from rich.console import Console

    from gouji.configs import FOLDER
    from gouji.models.versions import find_folder, find_in_use
    from gouji.pipeline.kit import load_kit
    from gouji.terminal.promotion_view import print_trial
    from gouji.terminal.steps import show_steps
    from gouji.training.fit import UNFITTED
    from gouji.training.promotion.floors import load_floors
    from gouji.training.promotion.trial import Options, Version, compare_and_log

    champion, name = find_in_use(), choose_candidate(version)
    candidate = Version(name, find_folder(name))
    kit, floors = load_kit(FOLDER, models=UNFITTED), load_floors(FOLDER)
    with show_steps() as show:
        labelled = _score_labels(labels or [], documents or [], candidate, kit, show)
        options = Options(show, labelled)
        trial = compare_and_log(champion, candidate, kit, floors, options)
    print_trial(Console(width=130), trial)
    return trial


def _score_labels(
    places: list[Path], folders: list[Path], candidate: Version, kit: Kit, show: ShowStep
) -> list[PairedScore]:
    """The labelled reports under both versions."""
    if not places:
        return []
    from gouji.models.artefacts import load_models
    from gouji.models.versions import find_in_use
    from gouji.training.promotion.labelled_reports import score_labelled
    from gouji.training.reviewed_reports import gather_reviewed

    champion = load_models(find_in_use().folder)
    reviewed = gather_reviewed(places, folders, replace(kit, models=champion), show)
    return score_labelled(reviewed.reports, kit, champion, load_models(candidate.folder), show)


def choose_candidate(version: str | None) -> str:
    """The version that a person names, or the one trained last. Raises ArtefactError."""
    from gouji.models.artefact_files import ArtefactError
    from gouji.models.versions import complete_version, find_in_use, list_versions

    names = list_versions()
    if version is None and not names:
        raise ArtefactError(
            "没有待选版本，请先运行 gouji train。\nThere is no candidate, run `gouji train` first."
        )
    name = complete_version(version) if version else names[-1]
    if name == find_in_use().version:
        raise ArtefactError(f"{name} 已在使用中。\n{name} is in use already.")
    return name


@contextmanager
def tracking_errors() -> Iterator[None]:
    """Turn an unusable store of MLflow into a message and exit status 2."""
    from gouji.training.tracking import TrackingError

    try:
        yield
    except TrackingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
