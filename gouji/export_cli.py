"""The commands around the datasets: export, check, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gouji.refusals import refusals
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
    from gouji.exporting import export_out
    from gouji.metadata import MetadataError
    from pipeline.export.targets import ExportError

    with refusals(ExportError, MetadataError):
        done = export_out(
            out, dest, format=format and format.value, wide=wide, bom=bom, metadata=metadata
        )
    for line in done.lines():
        typer.echo(line)


def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="待公布的报告。 A report to be published.")
    ],
) -> None:
    """公布之前检查一份报告。 Check one report before it is published: 3 if a rule is broken."""
    from gouji.checking import CheckError, check_file

    with refusals(CheckError):
        status = check_file(file)
    raise typer.Exit(status)


def doctor() -> None:
    """检查安装、模型和配置。 What is installed, which models and configs are in use."""
    from gouji.doctor import print_state

    raise typer.Exit(print_state())
