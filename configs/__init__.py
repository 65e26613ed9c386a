"""The forms, rules and thresholds that gouji runs with, as data."""

from pathlib import Path

FOLDER = Path(__file__).parent
