"""The commands: thin shells over functions. Everything heavy is imported when it is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji import __version__
from gouji.refusals import FailOn, refusals

if TYPE_CHECKING:
    from rich.console import Console

    from gouji.summary import Summary

app = typer.Typer(
    name="gouji",
    help="读取政府信息公开工作年度报告，核对勾稽关系。\n\n"
    "Read annual reports on government information disclosure and cross-check their tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gouji {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="版本。 Show the version."
        ),
    ] = False,
) -> None:
    pass


Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="文件、文件夹、通配符、zip；- 为标准输入中的路径列表。 "
        "Files, folders, globs, zip archives; - for a list of paths on stdin.",
    ),
]
Out = Annotated[Path, typer.Option("-o", "--out", help="结果文件夹。 The folder for the datasets.")]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="不显示进度和小结。 No progress, no summary.")
]
AsJson = Annotated[
    bool, typer.Option("--json", help="以 JSON 输出小结。 Print the summary as JSON.")
]
Failing = Annotated[
    FailOn | None, typer.Option(help="有规则不成立时返回 3。 Exit 3 if a rule is broken.")
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=0,
        show_default=False,
        help="工作进程数，默认每核一个；0 为在本进程内读取，不限时间和内存。 "
        "Worker processes, by default one a core; 0 reads in this process, without limits.",
    ),
]
Retrying = Annotated[
    bool,
    typer.Option(
        "--retry-failed", help="重新读取以前失败的文件。 Read again what could not be read before."
    ),
]
FailingFast = Annotated[
    bool,
    typer.Option("--fail-fast", help="遇到第一个失败就停止。 Stop at the first input that fails."),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help="只列出要读取的文件，不读不写。 Only list what there is to read."
    ),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", help="记录内部错误的细节。 Log tracebacks to stderr.")
]


@app.command()
def run(
    inputs: Inputs,
    out: Out,
    quiet: Quiet = False,
    as_json: AsJson = False,
    fail_on: Failing = None,
    jobs: Jobs = None,
    retry_failed: Retrying = False,
    fail_fast: FailingFast = False,
    dry_run: DryRun = False,
    verbose: Verbose = False,
) -> None:
    """读取 INPUT 中的全部报告，写入 OUT。 Read every report under INPUT and write OUT."""
    import gouji
    from gouji.progress import show_progress
    from pipeline.batch.server import WorkerError
    from pipeline.batch.sources import InputError

    if verbose:
        _log_to_stderr()
    with refusals(InputError, WorkerError):
        with show_progress(None if quiet else _open_console()) as progress:
            summary = gouji.run(
                inputs,
                out,
                jobs=jobs,
                retry_failed=retry_failed,
                fail_fast=fail_fast,
                dry_run=dry_run,
                stdin=_paths_on_stdin(),
                begin=progress.begin,
                watch=progress.watch,
            )
        _print_summary(summary, quiet, as_json)
    raise typer.Exit(summary.exit_status(fail_on is FailOn.broken))


def _paths_on_stdin() -> Iterator[str]:
    """Lines of paths, read when they are asked for; a path need not be UTF-8."""
    return (os.fsdecode(line) for line in sys.stdin.buffer)


def _open_console() -> Console:
    from rich.console import Console

    return Console(stderr=True)


def _log_to_stderr() -> None:
    import logging

    logging.basicConfig(format="%(name)s: %(message)s")
    for layer in ("gouji", "pipeline", "models"):
        logging.getLogger(layer).setLevel(logging.DEBUG)


def _print_summary(summary: Summary, quiet: bool, as_json: bool) -> None:
    if as_json:
        import json

        typer.echo(json.dumps(summary.to_json(), ensure_ascii=False))
    elif not quiet:
        from rich.console import Console

        from configs import FOLDER
        from gouji.closing import print_closing
        from pipeline.rules import load_rules

        names = {rule.rule: rule.name_zh for rule in load_rules(FOLDER / "rules")}
        print_closing(Console(), summary, names)


@app.command()
def show(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="结果文件夹。 A folder of datasets.")],
    report: Annotated[
        str,
        typer.Argument(
            metavar="REPORT",
            help="编号、编号的开头或来源路径。 An id, the beginning of one, or a source path.",
        ),
    ],
    page: Annotated[
        int | None, typer.Option(min=1, help="页码，与 --image 合用。 A page, for --image.")
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="把该页及其单元格画成图片。 Write the page with its cells drawn on it.",
        ),
    ] = None,
) -> None:
    """在终端显示一份报告。 Show one report: its tables, sections and findings."""
    from gouji.lookup import UnknownReportError
    from gouji.pages import PageError, draw_report
    from gouji.show import print_report

    with refusals(UnknownReportError, PageError):
        if image is None and page is None:
            print_report(out, report)
        else:
            draw_report(out, report, page, image)


def _add_training() -> None:
    """The commands of the model life cycle; what they need comes with the extra `train`."""
    from gouji import training_cli

    app.add_typer(training_cli.corpus)
    app.command()(training_cli.train)
    app.command()(training_cli.evaluate)


_add_training()


def _add_tables() -> None:
    """The commands around the datasets."""
    from gouji import export_cli

    app.command()(export_cli.export)
    app.command()(export_cli.check)
    app.command()(export_cli.doctor)


_add_tables()
