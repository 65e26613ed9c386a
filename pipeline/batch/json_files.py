"""Which JSON files of a folder or an archive are converted documents.

Many programs write JSON. A file is a converted document by the name that MinerU gives it, or by its
first bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

from gouji.pipeline.batch.archives import open_archive, read_head
from gouji.pipeline.errors import ReportError
from gouji.pipeline.media import JSON_SUFFIX

# The names of the files in which MinerU lists the blocks of a document. The second version, which
# it writes beside the first one, has another name.
_LIST_NAME = "content_list.json"
# The begin of a document of docling, or of a list of blocks with pages; the bytes that are read to
# find it.
_CONVERTED = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"schema_name"\s*:\s*"DoclingDocument"'
    rb'|\[\s*\{\s*"type"\s*:\s*"\w+"[^}]*"page_idx"\s*:)'
)
_HEAD_BYTES = 4000


def is_document(path: str) -> bool:
    """Whether a file is JSON of a converted document."""
    if not _is_json(path):
        return False
    if _is_listed(path):
        return True
    try:
        with Path(path).open("rb") as stream:
            return bool(_CONVERTED.match(stream.read(_HEAD_BYTES)))
    except OSError:
        return False


def find_documents(path: str, members: Sequence[str]) -> frozenset[str]:
    """Those members of an archive that are JSON of a converted document. Raises ReportError."""
    candidates = [member for member in members if _is_json(member)]
    found = {member for member in candidates if _is_listed(member)}
    others = [member for member in candidates if member not in found]
    if others:
        with open_archive(path) as archive:
            found |= {member for member in others if _begins_converted(archive, member)}
    return frozenset(found)


def _begins_converted(archive: ZipFile, member: str) -> bool:
    try:
        return bool(_CONVERTED.match(read_head(archive, member, _HEAD_BYTES)))
    except ReportError:  # such as a member with a password
        return False


def _is_json(name: str) -> bool:
    return name.lower().endswith(JSON_SUFFIX)


def _is_listed(name: str) -> bool:
    return name.lower().endswith(_LIST_NAME)
