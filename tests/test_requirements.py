"""The pinned requirements: one OpenCV, one RapidOCR, and no address in them."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINNED = set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE))


def test_one_wheel_owns_cv2_and_one_owns_rapidocr() -> None:
    """Two wheels with the same import name overwrite each other's files."""
    for names in (PINNED, {found.name.lower() for found in distributions()}):
        assert {name for name in names if name.startswith("opencv")} == {"opencv-python-headless"}
        assert {name for name in names if name.startswith("rapidocr")} == {"rapidocr"}


def test_the_lock_has_the_extra_scan_and_names_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extra = project["optional-dependencies"]["scan"]
    assert {re.split("[<>=]", line)[0] for line in extra} <= PINNED
    assert "://" not in LOCK
