"""All families of hostile files, and a function that writes them to a folder."""

from __future__ import annotations

from pathlib import Path

from tests.hostile import (
    json_files,
    legacy_formats,
    office_documents,
    office_xml,
    oversized,
    packages,
    pdfs,
    pictures,
    style_sheets,
    text_files,
    wrong_suffixes,
)
from tests.hostile.hostile_file import HostileFile

FAMILIES = (
    *wrong_suffixes.FAMILIES,
    *office_xml.FAMILIES,
    *packages.FAMILIES,
    *office_documents.FAMILIES,
    *legacy_formats.FAMILIES,
    *pdfs.FAMILIES,
    *pictures.FAMILIES,
    *style_sheets.FAMILIES,
    *text_files.FAMILIES,
    *oversized.FAMILIES,
    *json_files.FAMILIES,
)


def write_all(folder: Path, *, with_heavy: bool) -> dict[str, HostileFile]:
    """Write every hostile file below `folder`, one folder for each family. Returns them by path."""
    written = {}
    for family in FAMILIES:
        (folder / family.__name__).mkdir(parents=True)
        for file in family():
            path = folder / family.__name__ / file.name
            if with_heavy or not file.is_heavy:
                path.write_bytes(file.data)
                written[str(path)] = file
    return written
