"""gouji 勾稽: reads annual reports on government information disclosure and cross-checks them.

report = gouji.read("report.html")            # one report, with its cells and findings
reports = gouji.read_all("reports.pdf")       # several in one file
summary = gouji.run(["reports/"], "out/")     # many, into Parquet datasets
gouji.check("out/")                           # all rules again, across years and agencies too
gouji.export("out/", "tables.xlsx")           # the datasets as other programs open them
cells = gouji.load("out/", "cells")           # a dataset as a DataFrame

docs/python.md shows what to do with them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from gouji.frames import DataFrame, Dataset
    from gouji.pipeline.batch.read_file import SourcePageCallback
    from gouji.pipeline.batch.run import RunResult, SourceResult
    from gouji.pipeline.batch.sources import ExpandedInputs
    from gouji.pipeline.errors import ReportError
    from gouji.pipeline.recheck.threshold import ReviewBudget
    from gouji.pipeline.store.datasets import StoreError
    from gouji.report import Report, Table
    from gouji.run_summary import RunSummary

__version__ = "0.1.0"
__all__ = [
    "Report",
    "ReportError",
    "StoreError",
    "Table",
    "check",
    "export",
    "load",
    "read",
    "read_all",
    "run",
]

# What these modules import takes time, so they wait until they are used.
_CLASSES = {
    "Report": "gouji.report",
    "ReportError": "gouji.pipeline.errors",
    "StoreError": "gouji.pipeline.store.datasets",
    "Table": "gouji.report",
}


def __getattr__(name: str) -> object:
    if name not in _CLASSES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_CLASSES[name]), name)


def read(source: str | Path | bytes, name: str = "") -> Report:
    """Read one report from a file or from its bytes. A `name` with a suffix says which format
    bytes have. If the file holds several reports, return the first and warn.

    Forms, rules and models are loaded at the first call in a process. Raises ReportError if the
    file cannot be read.
    """
    first, *others = read_all(source, name)
    if others:
        many = 1 + len(others)
        warnings.warn(
            f"文件含 {many} 份报告，只返回第一份；read_all 返回全部。\n"
            f"The file holds {many} reports, this is the first; read_all gives them all.",
            stacklevel=2,
        )
    return first


def read_all(source: str | Path | bytes, name: str = "") -> tuple[Report, ...]:
    """Read all reports in a file, in their order: at least one. See `read`."""
    from gouji.configs import FOLDER
    from gouji.models.versions import find_in_use
    from gouji.pipeline.batch.page_images import with_images
    from gouji.pipeline.errors import Unreachable
    from gouji.reading import read_reports

    artefacts = find_in_use().folder
    if isinstance(source, bytes):
        return read_reports(source, name, FOLDER, artefacts)
    path = Path(source)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreachable(error.strerror or "") from error
    return read_reports(with_images(path, data), name or str(path), FOLDER, artefacts, of=data)


def load(
    out: str | Path,
    dataset: Dataset,
    *,
    state: Literal["current", "changed", "gone"] | None = "current",
) -> DataFrame:
    """Load a dataset of `out` as a DataFrame: `reports`, `sections`, `cells`, `claims` or
    `findings`. It has the rows of completed parts only, so that `run` may be writing meanwhile.
    Once something was decided in a review it is beside what was read, in columns that begin with
    `reviewed_`, and findings are decided with it.

    `state` keeps the reports whose source is still as it was read (`current`), holds something
    else now (`changed`) or has been removed (`gone`); None keeps all. Raises StoreError,
    ValueError for another name, and ImportError if pandas is not installed.
    """
    from gouji.frames import check_dataset, rows_to_frame
    from gouji.inputs.shipped_rules import shipped_rules
    from gouji.pipeline.store.datasets import read_table
    from gouji.pipeline.store.decisions.location import has_decisions
    from gouji.pipeline.store.reviewed import load_reviewed
    from gouji.pipeline.store.reviewed_columns import add_columns

    check_dataset(dataset)
    rows = read_table(Path(out), dataset, state)
    if has_decisions(Path(out)):
        rows = add_columns(dataset, rows, load_reviewed(Path(out), shipped_rules()))
    return rows_to_frame(rows)


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    jobs: int | None = None,
    retry_failed: bool = False,
    fail_fast: bool = False,
    refresh_outdated: bool = False,
    dry_run: bool = False,
    target_error: float | None = None,
    review_hours: float | None = None,
    stdin: Iterable[str] = (),
    begin: Callable[[ExpandedInputs], None] | None = None,
    watch: Callable[[SourceResult], None] | None = None,
    watch_page: SourcePageCallback | None = None,
) -> RunSummary:
    """Read every report under `inputs` that `out` does not hold yet, and write `out`.

    `jobs`: how many worker processes, by default one a core; 0 reads in this process, without
    limits of time and memory. `retry_failed` reads again what could not be read before,
    `fail_fast` stops at the first input that fails, `refresh_outdated` reads again what other
    models than those in use read, `dry_run` only counts what there is to read.
    `target_error` (share of wrong cells among those trusted) or `review_hours` (time that people
    have) raises the trust threshold of all reports of `out`; `budget` of the result says what that
    leaves to review. `begin` hears what was found before the reading starts, `watch` of every step,
    `watch_page` of the pages read of a file that has several (its source, their number, that of
    all). Raises InputError if an input matches nothing, ConfigError, WorkerError, and StoreError if
    `out` cannot be used.
    """
    from gouji.pipeline.batch.page_images import without_shown_images
    from gouji.pipeline.batch.sources import expand_inputs

    out = Path(out)
    expanded = without_shown_images(expand_inputs([str(path) for path in inputs], out, stdin))
    (begin or _ignore)(expanded)
    flags = (dry_run, retry_failed, fail_fast, refresh_outdated)
    result, trust = _run_batch(expanded, out, jobs, flags, watch or _ignore, watch_page)
    budget = None
    if not dry_run and (target_error is not None or review_hours is not None):
        budget = _apply_budget(out, trust, target_error, review_hours)
        trust = budget.trust
    from gouji.run_summary import summarise

    return replace(summarise(result, expanded, out, trust), budget=budget)


def _run_batch(
    expanded: ExpandedInputs,
    out: Path,
    jobs: int | None,
    flags: tuple[bool, bool, bool, bool],
    watch: Callable[[SourceResult], None],
    watch_page: SourcePageCallback | None,
) -> tuple[RunResult, float]:
    """The result of a run and the trust threshold of the configs. Worker processes start before
    the modules of this process are loaded. The models are those in use now, until the end."""
    from gouji.configs import FOLDER
    from gouji.models.versions import find_in_use
    from gouji.pipeline.batch.engines import open_reader

    dry_run, retry_failed, fail_fast, refresh_outdated = flags
    in_use = find_in_use()
    with open_reader(
        FOLDER,
        0 if dry_run else jobs,
        load_early=not out.exists(),
        artefacts=in_use.folder,
        on_page=watch_page,
    ) as reader:
        from gouji.pipeline.batch.run import RunOptions, plan_run, run_all
        from gouji.pipeline.configs import RunConfig, load_yaml

        config = load_yaml(FOLDER / "run.yaml", RunConfig)
        options = RunOptions(
            config.max_bytes, retry_failed, fail_fast, in_use.version if refresh_outdated else ""
        )
        if dry_run:
            return plan_run(expanded, out, options, watch), config.trust
        return run_all(expanded, out, reader, options, watch), config.trust


def _apply_budget(
    out: Path, lowest: float, target_error: float | None, review_hours: float | None
) -> ReviewBudget:
    from gouji.inputs.shipped_rules import shipped_rules
    from gouji.pipeline.recheck.threshold import apply_budget

    return apply_budget(out, shipped_rules(), lowest, target_error, review_hours)


def check(
    out: str | Path,
    *,
    agencies: str | Path | None = None,
    hierarchy: str | Path | None = None,
    metadata: str | Path | None = None,
) -> Mapping[str, Mapping[str, int]]:
    """Apply all rules again to what `out` holds, those across years and agencies included, and
    replace its findings. The options are CSV files: which names are one agency, which bodies are
    below which, what is known of the files. Returns rule → verdict → number.

    Raises CsvError, ConfigError and StoreError.
    """
    from gouji.check_datasets import check_out

    given = {"agencies": agencies, "hierarchy": hierarchy, "metadata": metadata}
    paths = {name: None if path is None else Path(path) for name, path in given.items()}
    return check_out(Path(out), **paths).findings


def export(
    out: str | Path,
    dest: str | Path,
    *,
    format: str | None = None,
    wide: bool = False,
    bom: bool = False,
    metadata: str | Path | None = None,
) -> Mapping[str, int]:
    """Write `out` to `dest` as xlsx, csv, jsonl, parquet, sqlite or duckdb (`format`, else by its
    suffix); with `wide` the panel of agencies and years. `metadata` is a CSV of what is known of
    the files. Returns the rows of each table.

    Raises ExportError, CsvError and StoreError.
    """
    from gouji.export_datasets import export_out

    known = None if metadata is None else Path(metadata)
    done = export_out(Path(out), Path(dest), format=format, wide=wide, bom=bom, metadata=known)
    return done.exported.rows


def _ignore(_: object) -> None:
    pass
