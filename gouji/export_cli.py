"""The commands around the datasets: export, check, doctor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from gouji.refusals import FailOn, refusals
from pipeline.export.formats import ExportFormat as Format


def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="结果文件夹。 A folder of datasets.")],
    dest: Annotated[
        Path,
        typer.Argument(metavar="DEST", help="导出的文件或文件夹。 The file or folder to write."),
    ],
    format: Annotated[
        Format | None, typer.Option("--format", help="格式；默认按后缀。 Else by DEST's suffix.")
    ] = None,
    wide: Annotated[
        bool,
        typer.Option(
            "--wide",
            help="面板：每机关每年度一行，每单元格一列。 The panel: a row an agency and year.",
        ),
    ] = False,
    metadata: Annotated[
        Path | None,
        typer.Option(
            "--metadata",
            help="CSV：file, url, agency, region, year；以此为准。 What you know; it wins.",
        ),
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="CSV 加 BOM，便于 Excel 打开。 CSV with a BOM, for Excel.")
    ] = False,
) -> None:
    """将 OUT 导出为其他格式。 Write OUT as xlsx, csv, jsonl, parquet, sqlite or duckdb."""
    from gouji.csvs import CsvError
    from gouji.exporting import export_out
    from pipeline.export.targets import ExportError

    with refusals(ExportError, CsvError):
        done = export_out(
            out, dest, format=format and format.value, wide=wide, bom=bom, metadata=metadata
        )
    for line in done.lines():
        typer.echo(line)


Place = Annotated[
    Path,
    typer.Argument(
        metavar="OUT|FILE",
        help="结果文件夹，或待公布的报告。 A folder of datasets, or a report to be published.",
    ),
]
Agencies = Annotated[
    Path | None,
    typer.Option(
        "--agencies", help="CSV：name, agency；哪些名称是同一机关。 Which names are one agency."
    ),
]
Hierarchy = Annotated[
    Path | None,
    typer.Option(
        "--hierarchy",
        help="CSV：parent, child；所属各机关之和与汇总数核对。 Bodies to be added up.",
    ),
]
Known = Annotated[
    Path | None,
    typer.Option(
        "--metadata",
        help="CSV：file, agency, region, year；以此为准。 What you know; it wins.",
    ),
]
Failing = Annotated[
    FailOn | None,
    typer.Option(help="OUT 有规则不成立时返回 3。 Exit 3 if a rule of OUT is broken."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示小结。 No summary of OUT.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="以 JSON 输出小结。 The summary of OUT as JSON.")
]


def check(
    place: Place,
    agencies: Agencies = None,
    hierarchy: Hierarchy = None,
    metadata: Known = None,
    fail_on: Failing = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """对 OUT 重新核对全部规则（含跨年度、跨机关），或在公布之前检查 FILE。

    Apply all rules again to OUT, those across years and agencies included, and replace its
    findings: 0 when that is done, 3 only with --fail-on broken. Or check FILE before it is
    published: 3 if a rule is broken.
    """
    from gouji.checking import CheckError, check_file, find_datasets
    from gouji.csvs import CsvError

    with refusals(CheckError, CsvError):
        if not find_datasets(place, any((agencies, hierarchy, metadata))):
            raise typer.Exit(check_file(place))
        from rich.console import Console

        from gouji.rechecking import check_out, print_checked

        checked = check_out(place, agencies=agencies, hierarchy=hierarchy, metadata=metadata)
        if as_json:
            typer.echo(json.dumps(checked.to_json(), ensure_ascii=False))
        elif not quiet:
            print_checked(Console(), checked)
    raise typer.Exit(3 if fail_on is FailOn.broken and checked.is_broken else 0)


def doctor() -> None:
    """检查安装、模型和配置。 What is installed, which models and configs are in use."""
    from gouji.doctor import print_state

    raise typer.Exit(print_state())
