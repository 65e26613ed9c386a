"""The pinned requirements: one OpenCV, one RapidOCR, and no address in them."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINS = re.findall(r"^([a-z0-9-]+)(?:\[([a-z0-9,_-]+)\])?==", LOCK, re.MULTILINE)
PINNED = {name for name, _ in PINS}


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


def test_what_is_required_with_an_extra_is_pinned_with_it() -> None:
    """Else pip looks at the newest version for the extra, and refuses it since it has no hash."""
    extras = {name: set(map(canonicalize_name, listed.split(","))) for name, listed in PINS}
    required = [
        requirement
        for found in distributions()
        if canonicalize_name(found.name) in PINNED
        for requirement in map(Requirement, found.requires or ())
        if requirement.extras
        and (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
    ]
    assert required
    for requirement in required:
        wanted = {canonicalize_name(extra) for extra in requirement.extras}
        assert wanted <= extras[canonicalize_name(requirement.name)], requirement
