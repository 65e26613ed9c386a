"""`gouji check`: applies all rules again to OUT, or checks one report before publication."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from gouji.commands.options import AsJson, Failing, FailOn, MetadataFile, Quiet, user_errors

Place = Annotated[
    Path,
    typer.Argument(
        metavar="OUT|FILE",
        help="结果文件夹，或拟公布的报告。 A folder of datasets, or a report to be published.",
    ),
]
Agencies = Annotated[
    Path | None,
    typer.Option(
        "--agencies",
        help="CSV：name, agency；指明属同一机关的名称。 Which names are one agency.",
    ),
]
Hierarchy = Annotated[
    Path | None,
    typer.Option(
        "--hierarchy",
        help="CSV：parent, child；核对所属机关合计数与汇总数。 "
        "Checks the sum of the children against the parent.",
    ),
]


def check(
    place: Place,
    agencies: Agencies = None,
    hierarchy: Hierarchy = None,
    metadata: MetadataFile = None,
    fail_on: Failing = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """对 OUT 重新适用全部规则（含跨年度、跨机关规则），或在公布前检查 FILE。

    Apply all rules again to OUT, those across years and agencies included, and replace its
    findings; the exit status is 0, or 3 with --fail-on broken if a rule is broken. Or check FILE
    before publication; the exit status is 3 if a rule is broken.
    """
    from gouji.check_report import CheckError, check_file, find_datasets
    from gouji.inputs.user_csv import CsvError

    with user_errors(CheckError, CsvError):
        if not find_datasets(place, any((agencies, hierarchy, metadata))):
            raise typer.Exit(check_file(place))
        from rich.console import Console

        from gouji.check_datasets import check_out, print_checked

        checked = check_out(place, agencies=agencies, hierarchy=hierarchy, metadata=metadata)
        if as_json:
            typer.echo(json.dumps(checked.to_json(), ensure_ascii=False))
        elif not quiet:
            print_checked(Console(), checked)
    raise typer.Exit(3 if fail_on is FailOn.broken and checked.is_broken else 0)
