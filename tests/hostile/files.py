"""Bad input of many kinds, made by a script."""

from __future__ import annotations

from pathlib import Path

from tests.hostile import disguised, exports, offices, packages, pdfs, sizes, texts
from tests.hostile.bad import Bad

FAMILIES = (
    *disguised.FAMILIES,
    *packages.FAMILIES,
    *offices.FAMILIES,
    *exports.FAMILIES,
    *pdfs.FAMILIES,
    *texts.FAMILIES,
    *sizes.FAMILIES,
)


def write_all(folder: Path, heavy: bool) -> dict[str, Bad]:
    """Write every bad file below `folder`, a folder for each family; by path."""
    written = {}
    for family in FAMILIES:
        (folder / family.__name__).mkdir(parents=True)
        for one in family():
            path = folder / family.__name__ / one.name
            if heavy or not one.heavy:
                path.write_bytes(one.data)
                written[str(path)] = one
    return written
