"""Files as they were read, kept beside a corpus: opening a PDF takes longer than all that follows.

What is kept is known by the digest of the file and of all that reads it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from gouji import pipeline
from gouji.pipeline.ingest import ingest
from gouji.pipeline.records import Alternative, Document, Fragment

_READERS = ("camelot-py", "lxml", "pypdfium2")
_READING = ("ingest", "language")  # the folders of `pipeline` that decide what a file is read as


def read_document(data: bytes, name: str, folder: Path | None) -> Document:
    """The document in a file, from `folder` if it was read before. Raises ReportError."""
    if folder is None:
        return ingest(data, name)
    suffix = Path(name).suffix.encode()
    digest = hashlib.sha256(b"\0".join((data, suffix, _digest_readers())))
    path = folder / f"{digest.hexdigest()}.json.gz"
    if path.is_file():
        return _from_json(json.loads(gzip.decompress(path.read_bytes())))
    document = ingest(data, name)
    _keep(path, json.dumps(asdict(document), ensure_ascii=False))
    return document


def _keep(path: Path, text: str) -> None:
    """Whole or not at all: other processes read at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{hashlib.sha256(text.encode()).hexdigest()[:8]}")
    part.write_bytes(gzip.compress(text.encode(), 3, mtime=0))
    part.replace(path)


@cache
def _digest_readers() -> bytes:
    """Of all that decides what a file is read as: sources and libraries."""
    folder = Path(pipeline.__file__).parent
    places = (folder.glob("*.py"), *(folder.joinpath(name).rglob("*.py") for name in _READING))
    texts = [path.read_text("utf-8") for path in sorted(chain.from_iterable(places))]
    texts += [f"{name} {version(name)}" for name in _READERS]
    return hashlib.sha256("\0".join(texts).encode()).digest()


def _from_json(known: dict[str, Any]) -> Document:
    for name in ("page_media", "unread_pages"):
        known[name] = tuple(known[name])
    known["fragments"] = _fragments_from_json(known["fragments"])
    known["sheets"] = tuple((start, name) for start, name in known["sheets"])
    known["alternatives"] = tuple(
        Alternative(_fragments_from_json(other["fragments"]), tuple(other["pages"]))
        for other in known["alternatives"]
    )
    return Document(**known)


def _fragments_from_json(rows: list[list[Any]]) -> tuple[Fragment, ...]:
    """Boxes are the only lists in a row, and become tuples."""
    return tuple(
        Fragment._make(tuple(value) if isinstance(value, list) else value for value in row)
        for row in rows
    )
