"""`gouji learn-curve`: how many reviewed reports a new layout needs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

import typer

from gouji.commands.options import import_extra, user_errors

Numbers = Annotated[
    str, typer.Option(help="审核份数，以逗号分隔。 Numbers of reviewed reports, by commas.")
]
Styles = Annotated[
    str, typer.Option(help="自拟版式，以逗号分隔；默认全部。 House styles, by default all.")
]
Reports = Annotated[
    int | None,
    typer.Option(
        help="每种版式其后的报告份数，默认 40，比较次序时为 3。 Next reports of each layout, by "
        "default 40, and 3 with --orders.",
        min=1,
    ),
]
Seeds = Annotated[int, typer.Option(help="抽取次数。 How many draws are averaged.", min=1)]
Jobs = Annotated[int, typer.Option(help="进程数。 Worker processes.", min=0)]
Orders = Annotated[
    bool,
    typer.Option(
        "--orders",
        help="比较审核次序：按 --for-training，或随机。 Compare the order of --for-training with "
        "random ones.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。 Print JSON.")]


def learn_curve(
    reviewed: Numbers = "0,2,5,10,20",
    styles: Styles = "",
    reports: Reports = None,
    seeds: Seeds = 5,
    orders: Orders = False,
    jobs: Jobs = 2,
    as_json: AsJson = False,
) -> None:
    """审核多少份即可读懂新版式。 Errors on a new layout by the number of reviewed reports."""
    import_extra("mlflow", "train")
    from gouji.configs import FOLDER
    from gouji.models.versions import find_in_use
    from gouji.pipeline.kit import load_kit
    from gouji.training.corpus.house_styles.styles import HOUSE_STYLES
    from gouji.training.evaluation.learning.learn_curve import summarise_curve, trace_curve
    from gouji.training.evaluation.learning.review_orders import summarise_orders, trace_orders
    from gouji.training.tracking import start_run

    with user_errors(ValueError):
        counts, draws = sorted({int(number) for number in reviewed.split(",")}), range(1, seeds + 1)
        names = [name for name in styles.split(",") if name] or list(HOUSE_STYLES)
        if unknown := set(names) - HOUSE_STYLES.keys():
            raise ValueError(f"没有这些版式 no such house styles: {', '.join(sorted(unknown))}")
        kit, show = load_kit(FOLDER, find_in_use().folder), partial(typer.echo, err=True)
        with start_run("learn-curve", {"styles": ",".join(names), "seeds": seeds}) as run:
            if orders:
                ordered = list(trace_orders(names, counts, reports or 3, draws, kit, show, jobs))
                rows, points = summarise_orders(ordered), [asdict(point) for point in ordered]
            else:
                traced = list(trace_curve(names, counts, reports or 40, draws, kit, show, jobs))
                rows, points = summarise_curve(traced), [asdict(point) for point in traced]
            run.log_table(rows, "review_orders" if orders else "learn_curve")
            run.log_table(points, "points")
    if as_json:
        typer.echo(json.dumps(rows))
    elif orders:
        _print_orders(rows)
    else:
        _print_curve(rows)


def _print_curve(rows: Sequence[Mapping[str, Any]]) -> None:
    typer.echo(
        f"{'版式 style':<18}审核 reviewed  单元格 cells  错或缺 wrong (95 %)  "
        "可信而错 silent  误报 accusations"
    )
    for row in rows:
        interval = f"{row['wrong']:g} ({row['low']:g}–{row['high']:g})"
        typer.echo(
            f"{row['style']:<20}{row['reviewed']:>13}{row['cells']:>14g}{interval:>21}"
            f"{row['silent']:>17g}{row['accusations']:>17g}"
        )


def _print_orders(rows: Sequence[Mapping[str, Any]]) -> None:
    typer.echo(f"{'次序 order':<16}审核 reviewed  错或缺 wrong (95 %)  达到随机之错 as random")
    for row in rows:
        interval = f"{row['wrong']:g} ({row['low']:g}–{row['high']:g})"
        needed = "–" if row["needed"] is None else f"{row['needed']:g}"
        typer.echo(f"{row['order']:<18}{row['reviewed']:>13}{interval:>21}{needed:>14}")
