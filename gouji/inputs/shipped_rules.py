"""The shipped forms and rules, with which findings are decided again."""

from __future__ import annotations

from functools import cache

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import load_rules
from gouji.pipeline.store.reviewed import Rules


@cache
def shipped_rules() -> Rules:
    """They are loaded once in a process. Raises ConfigError."""
    return Rules.of(load_forms(FOLDER / "forms"), load_rules(FOLDER / "rules"))
