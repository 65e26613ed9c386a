"""`gouji doctor`: what is installed and in use, and what is missing for which medium."""

from __future__ import annotations

import typer


def doctor() -> None:
    """检查安装、模型和配置。 What is installed, which models and configs are in use."""
    from gouji.installation import print_state

    raise typer.Exit(print_state())
