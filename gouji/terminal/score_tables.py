"""The scores of `gouji evaluate` as tables in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from gouji.training.evaluation.claim_scores import ClaimScore
from gouji.training.evaluation.house_style_scores import HouseStyleScore
from gouji.training.evaluation.issuer_scores import IssuerScore
from gouji.training.evaluation.rule_scores import RuleScore
from gouji.training.evaluation.sample_scores import SummaryRow


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of an evaluation: of cells by rendering, of house styles, of agency and year by
    medium, of claims by metric in each table, and of rules. What was not evaluated is empty."""

    cells: Sequence[SummaryRow]
    house_styles: Sequence[HouseStyleScore]
    issuers: Sequence[IssuerScore]
    claims: Mapping[str, Sequence[ClaimScore]]
    rules: Sequence[RuleScore]

    def to_rows(self) -> dict[str, list[Any]]:
        """The rows of each table, by its name, as they are printed in JSON."""
        return {
            **{name: [score.row() for score in scores] for name, scores in self.claims.items()},
            "cells": [score.row() for score in self.cells],
            "house_styles": [score.row() for score in self.house_styles],
            "issuers": [score.row() for score in self.issuers],
            "rules": [score.row() for score in self.rules],
        }


def print_scores(scores: Scores) -> None:
    """Print a table for each kind of scores."""
    if scores.cells:
        Console(width=150).print(_cell_table(scores.cells))
    if scores.house_styles:
        Console(width=150).print(_house_style_table(scores.house_styles))
    if scores.issuers:
        Console(width=150).print(_issuer_table(scores.issuers))
    for name, of_table in scores.claims.items():
        Console(width=130).print(_claim_table(name, of_table))
    if scores.rules:
        Console(width=130).print(_rule_table(scores.rules))


def _cell_table(rows: Sequence[SummaryRow]) -> Table:
    table = Table("名称 name", "份 n", "单元格 cells %", "错值 wrong %", "ECE", "ECE<.99",
                  "拦截 caught %", "≥.99 错 sure wrong %", "整份 whole %",
                  "破 P %", "破 R %", "部分 sections P %", "R %")  # fmt: skip
    for row in rows:
        s = row.summary
        table.add_row(
            row.name, str(row.reports), f"{s.cells:.3%}", f"{s.wrong_values:.4%}",
            f"{s.calibration:.4f}", f"{s.calibration_low:.4f}", f"{s.caught:.1%}",
            f"{s.sure_wrong:.4%}", f"{row.whole:.1%}",
            *(f"{rate:.1%}" for rate in (*row.rules, *row.sections)),
        )  # fmt: skip
    return table


def _house_style_table(scores: Sequence[HouseStyleScore]) -> Table:
    """Scores of reports in layouts that no form provides for."""
    table = Table("自拟版式 house style", "份 n", "单元格 cells %", "误报 false accusations",
                  "≥.99 错值 %", "可信错 trusted wrong %", "遗漏列出 named %")  # fmt: skip
    for score in scores:
        row = score.row()
        table.add_row(
            score.name, str(score.reports), f"{row['cells']:.1%}", f"{row['false_accusations']}",
            f"{row['sure_wrong']:.3%}", f"{row['trusted_wrong']:.2%}", f"{row['lost_named']:.1%}",
        )  # fmt: skip
    return table


def _issuer_table(scores: Sequence[IssuerScore]) -> Table:
    """Agency and year: right, wrong, null although stated, and confidence minus right share."""
    columns = ("right %", "wrong %", "null %", "gap")
    table = Table("机关与年度 issuer", "份 n", *(f"机关 {name}" for name in columns),
                  *(f"年度 {name}" for name in columns))  # fmt: skip
    for score in scores:
        row = score.row()
        cells = [
            f"{row[f'{subject}_{name}']:.1%}" if name != "gap" else f"{row[f'{subject}_gap']:.3f}"
            for subject in ("agency", "year")
            for name in ("right", "wrong", "null", "gap")
        ]
        table.add_row(score.name, str(row["reports"]), *cells)
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
