"""`gouji show`: prints one report in the terminal, or writes one page as an image."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gouji.commands.options import Out, user_errors

ReportName = Annotated[
    str,
    typer.Argument(
        metavar="REPORT",
        help="报告编号、编号开头部分或来源路径。 An id, the beginning of one, or a source path.",
    ),
]
PageNumber = Annotated[
    int | None,
    typer.Option("--page", min=1, help="页码，与 --image 同用。 A page number, for --image."),
]
ImageFile = Annotated[
    Path | None,
    typer.Option(
        "--image",
        dir_okay=False,
        help="将该页及其单元格输出为图片。 Write the page as an image with its cells marked.",
    ),
]


def show(out: Out, report: ReportName, page: PageNumber = None, image: ImageFile = None) -> None:
    """在终端显示一份报告。 Show one report: its tables, sections and findings."""
    from gouji.inputs.find_report import UnknownReportError
    from gouji.page_image import PageError, draw_report
    from gouji.terminal.report_view import print_report

    with user_errors(UnknownReportError, PageError):
        if image is None and page is None:
            print_report(out, report)
        else:
            draw_report(out, report, page, image)
