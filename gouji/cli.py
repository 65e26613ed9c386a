"""The command line. Each command is a module of `gouji.commands` and imports late what it uses."""

from __future__ import annotations

from typing import Annotated

import typer

from gouji import __version__
from gouji.commands.check import check
from gouji.commands.corpus import corpus
from gouji.commands.doctor import doctor
from gouji.commands.evaluate import evaluate
from gouji.commands.export import export
from gouji.commands.labels import labels
from gouji.commands.learn_curve import learn_curve
from gouji.commands.promote import promote, rollback
from gouji.commands.review import review
from gouji.commands.run import run
from gouji.commands.show import show
from gouji.commands.train import train

app = typer.Typer(
    name="gouji",
    help="读取政府信息公开工作年度报告，核对表内及表间勾稽关系。\n\n"
    "Read annual reports on government information disclosure and cross-check their tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_requested: bool) -> None:
    if is_requested:
        typer.echo(f"gouji {__version__}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option(
        "--version", callback=_print_version, is_eager=True, help="显示版本。 Show the version."
    ),
]


@app.callback()
def _options(version: Version = False) -> None:
    pass


for command in (
    run, show, check, export, review, train, evaluate, learn_curve, promote, rollback, doctor
):  # fmt: skip
    app.command()(command)
app.add_typer(labels)
app.add_typer(corpus)
