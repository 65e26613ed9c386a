"""`gouji run`: reads every report under INPUT and writes OUT."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.commands.options import AsJson, Failing, FailOn, Quiet, user_errors

if TYPE_CHECKING:
    from rich.console import Console

    from gouji.run_summary import RunSummary

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="文件、文件夹、通配符、zip 压缩包；- 表示从标准输入读取路径列表。 "
        "Files, folders, globs, zip archives; - reads a list of paths from stdin.",
    ),
]
Out = Annotated[Path, typer.Option("-o", "--out", help="结果文件夹。 The folder for the datasets.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=0,
        show_default=False,
        help="工作进程数，默认每核一个；0 表示在本进程内读取，不限时间和内存。 "
        "Worker processes, by default one per core; 0 reads in this process, without limits.",
    ),
]
RetryFailed = Annotated[
    bool,
    typer.Option(
        "--retry-failed", help="重新读取此前失败的文件。 Read files again that failed before."
    ),
]


class Outdated(StrEnum):
    """What is read again."""

    outdated = "outdated"


Refresh = Annotated[
    Outdated | None,
    typer.Option(
        "--refresh",
        help="重新读取此前由其他版本的模型读取的文件。 "
        "Read files again that another version of the models read.",
    ),
]
FailFast = Annotated[
    bool,
    typer.Option("--fail-fast", help="遇首个失败即停止。 Stop at the first input that fails."),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help="仅列出待读取的文件，不读不写。 Only list the files that would be read."
    ),
]
TargetError = Annotated[
    float | None,
    typer.Option(
        "--target-error",
        min=0,
        max=1,
        show_default=False,
        help="可信单元格的错误率上限，据此提高可信度阈值。 "
        "The share of wrong cells among trusted ones; raises the trust threshold.",
    ),
]
ReviewHours = Annotated[
    float | None,
    typer.Option(
        "--review-hours",
        min=0,
        show_default=False,
        help="可用于人工审核的小时数，据此提高可信度阈值。 "
        "The hours that people have for review; raises the trust threshold.",
    ),
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", help="将内部错误的详情输出到标准错误。 Log tracebacks to stderr."),
]


def run(
    inputs: Inputs,
    out: Out,
    quiet: Quiet = False,
    as_json: AsJson = False,
    fail_on: Failing = None,
    jobs: Jobs = None,
    retry_failed: RetryFailed = False,
    fail_fast: FailFast = False,
    refresh: Refresh = None,
    dry_run: DryRun = False,
    target_error: TargetError = None,
    review_hours: ReviewHours = None,
    verbose: Verbose = False,
) -> None:
    """读取 INPUT 中的全部报告，写入 OUT。 Read every report under INPUT and write OUT."""
    import gouji
    from gouji.pipeline.batch.processes.forkserver_client import WorkerError
    from gouji.pipeline.batch.sources import InputError
    from gouji.terminal.progress import show_progress

    if verbose:
        _log_to_stderr()
    with user_errors(InputError, WorkerError):
        with show_progress(None if quiet else _open_console()) as progress:
            summary = gouji.run(
                inputs,
                out,
                jobs=jobs,
                retry_failed=retry_failed,
                fail_fast=fail_fast,
                refresh_outdated=refresh is Outdated.outdated,
                dry_run=dry_run,
                target_error=target_error,
                review_hours=review_hours,
                stdin=_paths_on_stdin(),
                begin=progress.begin,
                watch=progress.watch,
                watch_page=progress.watch_page,
            )
        _print_summary(summary, quiet=quiet, as_json=as_json)
    raise typer.Exit(summary.exit_status(fail_on_broken=fail_on is FailOn.broken))


def _paths_on_stdin() -> Iterator[str]:
    """Lines of paths, read on demand. A path need not be UTF-8."""
    return (os.fsdecode(line) for line in sys.stdin.buffer)


def _open_console() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _log_to_stderr() -> None:
    import logging

    logging.basicConfig(format="%(name)s: %(message)s")
    logging.getLogger("gouji").setLevel(logging.DEBUG)


def _print_summary(summary: RunSummary, *, quiet: bool, as_json: bool) -> None:
    if as_json:
        import json

        typer.echo(json.dumps(summary.to_json(), ensure_ascii=False))
    elif not quiet:
        from rich.console import Console

        from gouji.configs import FOLDER
        from gouji.pipeline.forms.rules import load_rules
        from gouji.terminal.run_view import print_summary

        names = {rule.rule: rule.name_zh for rule in load_rules(FOLDER / "rules")}
        print_summary(Console(), summary, names)
