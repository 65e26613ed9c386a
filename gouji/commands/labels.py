"""`gouji labels`: decisions of OUT as labels in a file, and labels of a file as decisions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.commands.options import Out, import_extra, user_errors
from gouji.commands.review import Database

if TYPE_CHECKING:
    from gouji.pipeline.store.decisions.journal import Journal

labels = typer.Typer(
    name="labels",
    help="导出或导入审核决定。 Decisions of a review as labels, and labels as decisions.",
    no_args_is_help=True,
)
File = Annotated[
    Path, typer.Argument(metavar="FILE", help="标签文件。 The file of labels.", dir_okay=False)
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="jsonl、label-studio 或 docbin；默认由后缀确定。 By default by the suffix.",
    ),
]


@contextmanager
def _open_journal(out: Path, database: str | None) -> Iterator[Journal]:
    """The database of decisions on OUT, which must hold datasets."""
    import_extra("gouji.pipeline.store.decisions.database")
    from gouji.pipeline.store.datasets import read_rows
    from gouji.pipeline.store.decisions.database import DatabaseError
    from gouji.pipeline.store.decisions.journal import Journal
    from gouji.pipeline.store.decisions.location import find_url
    from gouji.review.labels.files import LabelError

    with user_errors(DatabaseError, LabelError):
        read_rows(out, "reports", [])
        journal = Journal.open(find_url(out, database))
        try:
            yield journal
        finally:
            journal.close()


@labels.command("export")
def export_file(out: Out, file: File, format: Format = None, database: Database = None) -> None:
    """将 OUT 的决定写入 FILE。 Write the decisions of OUT to FILE."""
    from gouji.review.labels.files import export_labels, find_format

    with _open_journal(out, database) as journal:
        count = export_labels(out, journal, file, find_format(file, format))
    typer.echo(f"已导出 exported: {count}")


@labels.command("import")
def import_file(file: File, out: Out, format: Format = None, database: Database = None) -> None:
    """将 FILE 中的标签存为 OUT 的决定。 Store the labels of FILE as decisions of OUT."""
    from gouji.review.labels.files import find_format, import_labels

    with _open_journal(out, database) as journal:
        done = import_labels(out, journal, file, find_format(file, format))
    typer.echo(f"标签 labels: {done.labels}，新增 new: {done.new}")
    if done.unknown:
        typer.echo(f"所指报告不在 {out} 中 about reports that {out} does not hold: {done.unknown}")
