"""The forms, rules, thresholds and grammars of gouji as YAML files."""

from pathlib import Path

FOLDER = Path(__file__).parent
