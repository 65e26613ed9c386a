"""`gouji learn-curve`: how many reviewed reports a new layout needs."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

from gouji.commands.options import import_extra, user_errors

Numbers = Annotated[
    str, typer.Option(help="审核份数，以逗号分隔。 Numbers of reviewed reports, by commas.")
]
Styles = Annotated[
    str, typer.Option(help="自拟版式，以逗号分隔；默认全部。 House styles, by default all.")
]
Reports = Annotated[
    int, typer.Option(help="每种版式其后的报告份数。 Next reports of each layout.", min=1)
]
Seeds = Annotated[int, typer.Option(help="抽取次数。 How many draws are averaged.", min=1)]
Jobs = Annotated[int, typer.Option(help="进程数。 Worker processes.", min=0)]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。 Print JSON.")]


def learn_curve(
    reviewed: Numbers = "0,2,5,10,20",
    styles: Styles = "",
    reports: Reports = 40,
    seeds: Seeds = 5,
    jobs: Jobs = 2,
    as_json: AsJson = False,
) -> None:
    """审核多少份即可读懂新版式。 Errors on a new layout by the number of reviewed reports."""
    import_extra("mlflow", "train")
    from gouji.configs import FOLDER
    from gouji.models.versions import find_in_use
    from gouji.pipeline.kit import load_kit
    from gouji.training.corpus.house_styles.styles import HOUSE_STYLES
    from gouji.training.evaluation.learn_curve import summarise_curve, trace_curve
    from gouji.training.tracking import start_run

    with user_errors(ValueError):
        counts = sorted({int(number) for number in reviewed.split(",")})
        names = [name for name in styles.split(",") if name] or list(HOUSE_STYLES)
        if unknown := set(names) - HOUSE_STYLES.keys():
            raise ValueError(f"没有这些版式 no such house styles: {', '.join(sorted(unknown))}")
        kit, show = load_kit(FOLDER, find_in_use().folder), partial(typer.echo, err=True)
        with start_run("learn-curve", {"styles": ",".join(names), "seeds": seeds}) as run:
            points = list(trace_curve(names, counts, reports, range(1, seeds + 1), kit, show, jobs))
            rows = summarise_curve(points)
            run.log_table(rows, "learn_curve")
            run.log_table([asdict(point) for point in points], "points")
    if as_json:
        typer.echo(json.dumps(rows))
        return
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
