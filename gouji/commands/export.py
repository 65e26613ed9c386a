"""`gouji export`: writes OUT in formats that other programs open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gouji.commands.options import MetadataFile, Out, user_errors
from gouji.pipeline.export.formats import ExportFormat

Dest = Annotated[
    Path,
    typer.Argument(metavar="DEST", help="导出的文件或文件夹。 The file or folder to write."),
]
Format = Annotated[
    ExportFormat | None,
    typer.Option(
        "--format", help="格式；默认由 DEST 的后缀确定。 The format; by default by DEST's suffix."
    ),
]
Wide = Annotated[
    bool,
    typer.Option(
        "--wide",
        help="面板数据：每机关每年度一行，每单元格一列。 "
        "Panel data: one row per agency and year, one column per cell.",
    ),
]
Bom = Annotated[
    bool,
    typer.Option("--bom", help="CSV 加 BOM，便于 Excel 打开。 Write CSV with a BOM, for Excel."),
]


def export(
    out: Out,
    dest: Dest,
    format: Format = None,
    wide: Wide = False,
    metadata: MetadataFile = None,
    bom: Bom = False,
) -> None:
    """将 OUT 导出为其他格式。 Write OUT as xlsx, csv, jsonl, parquet, sqlite or duckdb."""
    from gouji.export_datasets import export_out
    from gouji.inputs.user_csv import CsvError
    from gouji.pipeline.export.targets import ExportError

    with user_errors(ExportError, CsvError):
        summary = export_out(
            out, dest, format=format and format.value, wide=wide, bom=bom, metadata=metadata
        )
    for line in summary.lines():
        typer.echo(line)
