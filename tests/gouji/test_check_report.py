"""`gouji check FILE`: what the author of a report sees, and what a script gets."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gouji.cli import app

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


def call(file: Path) -> Result:
    return CliRunner().invoke(app, ["check", str(file)], env={"COLUMNS": "120"})


def test_a_report_that_contradicts_itself_is_3() -> None:
    result = call(SAMPLES / "03-bar-lines-contradiction.txt")
    assert result.exit_code == 3
    assert "✗ 2 条规则不成立，请更正后再公布。" in result.stdout
    assert "2 broken, correct before publishing." in result.stdout
    assert "39!" in result.stdout, "the cell is marked in its table"
    assert "相差 1" in result.stdout.replace("\n", "")


def test_a_report_that_adds_up_is_0() -> None:
    result = call(SAMPLES / "05-official-layout.html")
    assert result.exit_code == 0
    assert "✓ 没有不成立的规则。" in result.stdout and "No rule is broken." in result.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.txt", ["文件无法打开", "cannot be opened"]),
        ("empty.txt", ["文件为空", "is empty"]),
        ("poem.txt", ["没有找到年度报告", "No section or table"]),
    ],
)
def test_what_cannot_be_read_is_1_and_says_why(tmp_path: Path, name: str, words: list[str]) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "poem.txt").write_text("床前明月光，疑是地上霜。", encoding="utf-8")
    result = call(tmp_path / name)
    assert result.exit_code == 1
    assert all(word in result.stdout.replace("\n", "") for word in words)


def test_every_report_in_a_file_is_checked(tmp_path: Path) -> None:
    """The second contradicts itself."""
    good, bad = "01-tabs-collapsed-rows.txt", "03-bar-lines-contradiction.txt"
    texts = [(SAMPLES / name).read_text("utf-8") for name in (good, bad)]
    (tmp_path / "both.txt").write_text("\n".join(texts), encoding="utf-8")
    result = call(tmp_path / "both.txt")
    assert result.exit_code == 3
    assert result.stdout.count("规则 rules") == 2
    assert "2 broken, correct before publishing." in result.stdout


def test_a_folder_is_2(tmp_path: Path) -> None:
    result = call(tmp_path)
    assert result.exit_code == 2
    assert "请给出一份报告" in result.stderr and "give a single report" in result.stderr
