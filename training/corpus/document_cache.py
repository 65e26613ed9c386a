"""Keeps files of a corpus as they were read, because opening a PDF takes longer than all the rest.

The key of a kept document is a digest of the file and of the code and libraries that read it.
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

_LIBRARIES = (
    "camelot-py",
    "lxml",
    "pypdfium2",
    "rapidocr",
    "onnxruntime",
    "opencv-python-headless",
)
_SOURCE_FOLDERS = ("ingest", "language")  # folders of `pipeline` that decide how a file is read


def read_document(data: bytes, name: str, folder: Path | None) -> Document:
    """The document in a file, taken from `folder` if it was read before. Raises ReportError."""
    if folder is None:
        return ingest(data, name)
    suffix = Path(name).suffix.encode()
    digest = hashlib.sha256(b"\0".join((data, suffix, _digest_readers())))
    path = folder / f"{digest.hexdigest()}.json.gz"
    if path.is_file():
        return _from_json(json.loads(gzip.decompress(path.read_bytes())))
    document = ingest(data, name)
    _write(path, json.dumps(asdict(document), ensure_ascii=False))
    return document


def _write(path: Path, text: str) -> None:
    """Write the file in one step, because other processes may read it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{hashlib.sha256(text.encode()).hexdigest()[:8]}")
    temporary.write_bytes(gzip.compress(text.encode(), 3, mtime=0))
    temporary.replace(path)


@cache
def _digest_readers() -> bytes:
    """Digest of the sources and library versions that decide how a file is read."""
    folder = Path(pipeline.__file__).parent
    sources = (
        folder.glob("*.py"),
        *(folder.joinpath(name).rglob("*.py") for name in _SOURCE_FOLDERS),
    )
    texts = [path.read_text("utf-8") for path in sorted(chain.from_iterable(sources))]
    texts += [f"{name} {version(name)}" for name in _LIBRARIES]
    return hashlib.sha256("\0".join(texts).encode()).digest()


def _from_json(record: dict[str, Any]) -> Document:
    for name in ("page_media", "unread_pages"):
        record[name] = tuple(record[name])
    record["fragments"] = _fragments_from_json(record["fragments"])
    record["sheets"] = tuple((start, name) for start, name in record["sheets"])
    record["alternatives"] = tuple(
        Alternative(_fragments_from_json(other["fragments"]), tuple(other["pages"]))
        for other in record["alternatives"]
    )
    return Document(**record)


def _fragments_from_json(rows: list[list[Any]]) -> tuple[Fragment, ...]:
    """The only lists in a row are boxes and texts, which are tuples in a fragment."""
    return tuple(
        Fragment._make(tuple(value) if isinstance(value, list) else value for value in row)
        for row in rows
    )
