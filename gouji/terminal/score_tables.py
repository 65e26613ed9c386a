"""The scores of `gouji evaluate` as tables in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from gouji.training.evaluation.claim_scores import ClaimScore
from gouji.training.evaluation.rule_scores import RuleScore
from gouji.training.evaluation.sample_scores import SummaryRow


def print_scores(
    cells: Sequence[SummaryRow],
    claims: Mapping[str, Sequence[ClaimScore]],
    rules: Sequence[RuleScore],
) -> None:
    """Print the scores of cells by rendering, of claims by metric, and of rules."""
    if cells:
        Console(width=150).print(_cell_table(cells))
    for name, scores in claims.items():
        Console(width=130).print(_claim_table(name, scores))
    Console(width=130).print(_rule_table(rules))


def _cell_table(rows: Sequence[SummaryRow]) -> Table:
    table = Table("名称 name", "份 n", "单元格 cells %", "错值 wrong %", "ECE", "ECE<.99",
                  "拦截 caught %", "破 P %", "破 R %", "部分 sections P %", "R %")  # fmt: skip
    for row in rows:
        s = row.summary
        table.add_row(
            row.name, str(row.reports), f"{s.cells:.3%}", f"{s.wrong_values:.4%}",
            f"{s.calibration:.4f}", f"{s.calibration_low:.4f}", f"{s.caught:.1%}",
            *(f"{rate:.1%}" for rate in (*row.rules, *row.sections)),
        )  # fmt: skip
    return table


def _claim_table(name: str, scores: Sequence[ClaimScore]) -> Table:
    """Scores of figures in running text, by metric."""
    table = Table(f"正文数字 {name}", "条 n", "P %", "R %", "F1 %", "主体期间 placed %")
    for score in scores:
        table.add_row(
            score.metric, str(score.true), f"{score.precision:.1%}", f"{score.recall:.1%}",
            f"{score.f1:.1%}", f"{score.row()['placed']:.1%}",
        )  # fmt: skip
    return table


def _rule_table(scores: Sequence[RuleScore]) -> Table:
    """Rules and causes on reports with known contradictions."""
    table = Table("规则 rules", "份 n", "应破 true", "破 found", "P %", "R %")
    for score in scores:
        table.add_row(
            score.rule, str(score.reports), str(score.true), str(score.predicted),
            f"{score.precision:.1%}", f"{score.recall:.1%}",
        )  # fmt: skip
    return table
