"""`gouji doctor`: shows what is installed and in use, and what is missing for which medium."""

from __future__ import annotations

import typer


def doctor() -> None:
    """检查安装情况及所用的模型、配置。 Show libraries, models and configs, and what is missing."""
    from gouji.installation import print_installation

    raise typer.Exit(print_installation())
