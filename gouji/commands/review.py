"""`gouji review`: the review page over OUT, or its statistics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouji.commands.options import Out, import_extra, user_errors

if TYPE_CHECKING:
    from gouji.review.statistics import ReviewSummary

Host = Annotated[
    str,
    typer.Option(help="监听地址，默认仅本机。 The address to listen on."),
]
Port = Annotated[int, typer.Option(min=1, max=65535, help="端口。 The port.")]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="不打开浏览器。 Do not open the browser.")
]
Token = Annotated[
    str,
    typer.Option(
        envvar="GOUJI_REVIEW_TOKEN",
        show_default=False,
        help="登录口令，监听其他地址时必填。 The token to sign in with; needed elsewhere.",
    ),
]
Hosts = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host",
        help="访问时使用的其他主机名。 Another host name that browsers use.",
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        envvar="GOUJI_DECISIONS",
        show_default=False,
        help="决定存于 PostgreSQL 的 URL，默认为 OUT/decisions.sqlite。 "
        "The URL of a PostgreSQL database for decisions, by default OUT/decisions.sqlite.",
    ),
]
ForTraining = Annotated[
    bool,
    typer.Option(
        "--for-training",
        help="先审核最有助于训练的报告。 Ask first for the reports that models learn most from.",
    ),
]
Stats = Annotated[
    bool, typer.Option("--stats", help="仅输出审核统计。 Only print statistics of the review.")
]


def review(
    out: Out,
    host: Host = "127.0.0.1",
    port: Port = 8765,
    no_browser: NoBrowser = False,
    token: Token = "",
    allow_host: Hosts = None,
    database: Database = None,
    for_training: ForTraining = False,
    stats: Stats = False,
) -> None:
    """打开审核网页，核对 OUT 的存疑读数。 Open the page to review doubtful readings."""
    import_extra("gouji.review.web.serve")
    from gouji.inputs.shipped_rules import shipped_rules
    from gouji.pipeline.store.decisions.database import DatabaseError
    from gouji.review.web.serve import Address, ReviewError, serve

    with user_errors(DatabaseError, ReviewError):
        if stats:
            typer.echo(_format_stats(_load_stats(out, database)))
            return
        address = Address(host, port, tuple(allow_host or ()), token)
        serve(out, shipped_rules(), address, database, not no_browser, typer.echo, for_training)


def _load_stats(out: Path, database: str | None) -> ReviewSummary:
    from gouji.pipeline.store.decisions.journal import Journal
    from gouji.pipeline.store.decisions.location import find_url
    from gouji.review.attention import Checks
    from gouji.review.load_items import load_items
    from gouji.review.queue import Queue
    from gouji.review.statistics import summarise_review

    items = load_items(out)
    journal = Journal.open(find_url(out, database))
    summary = summarise_review(Queue(items, journal), Checks(journal))
    journal.close()
    return summary


def _format_stats(summary: ReviewSummary) -> str:
    progress = summary.progress
    lines = [
        f"已审 decided: {progress.decided} / {progress.total}",
        f"待复读 second readings left: {progress.second}   有分歧 disputed: {progress.disputed}",
    ]
    for one in summary.reviewers:
        seconds = "—" if one.seconds is None else f"{one.seconds:.1f} s"
        lines.append(
            f"  {one.name}: {one.decisions} 项 decisions, {one.retracted} 项撤销 undone, 每项 each "
            f"{seconds}, {one.hours:.2f} h, 复读 compared {one.compared}, 有误 wrong {one.wrong}, "
            f"检验漏过 checks missed {one.missed}/{one.checks}"
        )
    if summary.agreement is not None:
        kappa = "—" if summary.kappa is None else f"{summary.kappa:.2f}"
        share = f"{100 * summary.agreement:.1f} %"
        lines.append(f"一致 agreement: {share} / {summary.compared}, κ = {kappa}")
    if audit := summary.audit:
        lines.append(
            f"未标出的错误 silent wrong of 10,000 trusted cells: {audit.rate:.1f} "
            f"({audit.low:.1f}–{audit.high:.1f}), {audit.reports} 份 reports, "
            f"{audit.cells} 格 cells"
        )
    return "\n".join(lines)
