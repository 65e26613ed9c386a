"""Every block of code in docs/python.md runs and prints what the page shows below it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pandas
import pytest

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```python\n(.*?)^```\n+(?:^```text\n(.*?)^```)?", re.MULTILINE | re.DOTALL)


def find_blocks() -> Iterator[tuple[str, str]]:
    """The blocks of code, each with its output."""
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    yield from _BLOCK.findall(page)


def test_the_code_prints_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    blocks = list(find_blocks())
    assert len(blocks) == 8
    with pandas.option_context("display.width", 100):
        for code, output in blocks:
            printed = io.StringIO()
            with redirect_stdout(printed):
                exec(compile(code, "docs/python.md", "exec"), names)
            lines = [line.rstrip() for line in printed.getvalue().splitlines()]
            assert lines == output.splitlines()
