"""The comparison of two versions, and the promise of one, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gouji.text import printable
from gouji.training.promotion.floors import MEASURES, Measure
from gouji.training.promotion.gate import Comparison, Stratum, Verdict
from gouji.training.promotion.promise import Promise
from gouji.training.promotion.shadow import Shadow
from gouji.training.promotion.trial import Trial

_NAMES: dict[Measure, str] = {
    "silent_wrong": "静默错格/万格 silent wrong cells in 10,000",
    "not_whole": "有误报告/千份 reports not wholly right in 1,000",
    "review_minutes": "审核分钟/千份 minutes of review in 1,000 reports",
    "false_accusations": "误报/千份 false accusations in 1,000 reports",
    "calibration": "校准误差/千 calibration error in 1,000",
}
_HEADS: dict[Measure, str] = {
    "silent_wrong": "静默错格",
    "not_whole": "有误报告",
    "review_minutes": "审核分钟",
    "false_accusations": "误报",
    "calibration": "校准",
}
_SIGNS: dict[Verdict, tuple[str, str]] = {
    "ok": ("＝", ""),
    "better": ("✓", "green"),
    "worse": ("✗", "red"),
    "unknown": ("?", "yellow"),
}
_WORDS: dict[Verdict, str] = {
    "ok": "不差 not worse",
    "better": "更好 better",
    "worse": "可能更差 may be worse",
    "unknown": "报告太少 not enough to tell",
}
# The most changes of the shadow run that are printed; MLflow has them all.
_MOST_CHANGES = 20


def print_trial(console: Console, trial: Trial) -> None:
    """Print the table over all reports, that by stratum, and what the shadow run would change."""
    console.print(f"使用中 in use {trial.champion}  →  待选 candidate {trial.candidate}\n")
    console.print(_draw_all(trial.decision.comparisons))
    console.print(_draw_strata(trial.decision.comparisons))
    console.print(_draw_shadow(trial.shadow, _MOST_CHANGES))


def print_shadow(console: Console, shadow: Shadow) -> None:
    """Print every accepted value that would change."""
    console.print(_draw_shadow(shadow, len(shadow.changes)))


def _draw_all(comparisons: Sequence[Comparison]) -> Table:
    table = Table("指标 measure", "使用中", "待选", "差 difference", "容差", "判定", box=None)
    for c in comparisons:
        if c.stratum.kind == "all":
            interval = f"{c.low:+.2f} … {c.high:+.2f}"
            table.add_row(
                _NAMES[c.measure], f"{c.champion:.2f}", f"{c.candidate:.2f}", interval,
                f"{c.tolerance:g}", Text(_WORDS[c.verdict], _SIGNS[c.verdict][1]),
            )  # fmt: skip
    return table


def _draw_strata(comparisons: Sequence[Comparison]) -> Table:
    """A row a stratum. A cell: both versions, and the sign of the verdict. Layouts in which nothing
    is better or worse are left out."""
    table = Table("分组 stratum", "份 n", *_HEADS.values(), box=None, padding=(0, 1))
    by_stratum: dict[Stratum, dict[Measure, Comparison]] = {}
    for c in comparisons:
        by_stratum.setdefault(c.stratum, {})[c.measure] = c
    by_stratum = {
        stratum: of_stratum
        for stratum, of_stratum in by_stratum.items()
        if stratum.kind != "layout"
        or {c.verdict for c in of_stratum.values()} & {"better", "worse"}
    }
    for stratum, of_stratum in by_stratum.items():
        cells = [_draw_cell(of_stratum[name]) for name in MEASURES]
        name = f"{stratum.kind} {printable(stratum.name)}"
        table.add_row(name, str(stratum.reports), *cells)
    return table


def _draw_cell(c: Comparison) -> Text:
    sign, style = _SIGNS[c.verdict]
    return Text(f"{c.champion:.1f}→{c.candidate:.1f} {sign}", style)


def _draw_shadow(shadow: Shadow, most: int) -> Text:
    text = Text(
        f"\n试读 {shadow.reports} 份：{len(shadow.changes)} 个可信值将改变，"
        f"{shadow.newly_accepted} 格转为可信，{shadow.newly_doubted} 格转为存疑。\n"
        f"Shadow run over {shadow.reports} reports: {len(shadow.changes)} accepted values would "
        f"change, {shadow.newly_accepted} cells would leave the review, {shadow.newly_doubted} "
        "enter it.\n"
    )
    for change in shadow.changes[:most]:
        line = f"  {change.report} {change.cell}: {change.champion} → {change.candidate}\n"
        text.append(printable(line.rstrip()) + "\n", "yellow")
    return text


def describe_refusal(trial: Trial) -> str:
    """Why the candidate is not promoted, a line for each reason in Chinese and English."""
    return "\n".join(_find_reasons(trial))


def _find_reasons(trial: Trial) -> Iterable[str]:
    decision = trial.decision
    for c in decision.worse:
        name, place = _NAMES[c.measure], f"{c.stratum.kind} {c.stratum.name}"
        yield (
            f"✗ {place}（{c.stratum.reports}）：{name}：{c.champion:.2f} → {c.candidate:.2f}，"
            f"差值上限 {c.high:+.2f}，容差 {c.tolerance:g} "
            f"the loss may be {c.high:+.2f}, the tolerance is {c.tolerance:g}"
        )
    for stratum in decision.unknown:
        yield (
            f"? {stratum.kind} {stratum.name}：只有 {stratum.reports} 份，无法判断 "
            f"{stratum.reports} reports are not enough to tell"
        )
    if not decision.gains:
        yield "✗ 没有任何指标确有改善 No measure is better beyond doubt"


def describe_gains(trial: Trial) -> str:
    """Where the candidate is better, as the log keeps it."""
    gains = (
        f"{c.measure} {c.champion:.2f} → {c.candidate:.2f} ({c.stratum.name})"
        for c in trial.decision.gains
    )
    return "; ".join(gains)


def print_promise(console: Console, promise: Promise) -> None:
    """Print the thresholds that were tried, and what can be promised."""
    table = Table("阈值 threshold", "份 reports", "有错 wrong", "上限 bound",
                  "可信格 accepted", box=None)  # fmt: skip
    for test in promise.tests:
        table.add_row(
            f"{test.threshold:g}", str(test.reports), str(test.wrong_reports),
            f"{test.bound:.2g}", f"{test.accepted:.1%}",
        )  # fmt: skip
    console.print(table)
    console.print(describe_promise(promise), soft_wrap=True)


def describe_promise(promise: Promise) -> str:
    """What can be promised, on how many reports it rests, and what it does not cover."""
    share, sure = f"{promise.share:g}", f"{promise.confidence:.0%}"
    outside = (
        f"版式未知的报告不在承诺之内（此处 {promise.outside} 份）。"
        f" Reports in unknown layouts are outside the promise ({promise.outside} here)."
    )
    kept = promise.kept
    if kept is None:
        clean = max((test.reports - test.wrong_reports for test in promise.tests), default=0)
        return (
            f"✗ 没有阈值能保证 {share}：至少需 {promise.needed} 份全无静默错格的报告，"
            f"现有 {clean} 份。\n"
            f"  No threshold promises {share}: it takes at least {promise.needed} reports without "
            f"a silent wrong cell, and there are {clean}.\n  {outside}"
        )
    return (
        f"✓ 阈值 {kept.threshold:g}：{kept.reports} 份中 {kept.wrong_reports} 份有静默错格；"
        f"以 {sure} 的把握，比例不超过 {kept.bound:.2g}（承诺 {share}）。\n"
        f"  At threshold {kept.threshold:g}, {kept.wrong_reports} of {kept.reports} reports have a "
        f"silent wrong cell. At {sure} confidence at most {kept.bound:.2g} of reports have one, "
        f"as promised: {share}.\n  {outside}"
    )
