"""Chooses the reader of a JSON file by its content, whatever its name."""

from __future__ import annotations

from dataclasses import replace

from gouji.pipeline.errors import EmptyFile, Unsupported
from gouji.pipeline.ingest.scan.inline_pictures import PictureBuilder
from gouji.pipeline.ingest.structured.docling import write_docling
from gouji.pipeline.ingest.structured.json_files import load_json
from gouji.pipeline.ingest.structured.json_values import Object, as_object, as_word
from gouji.pipeline.ingest.structured.mineru import list_blocks, write_blocks
from gouji.pipeline.ingest.text.marks import trim_marks
from gouji.pipeline.records import Document

_DOCLING = "DoclingDocument"
_VERSION = "1."  # The first version of docling's documents is the only one.
# Other JSON of the same programs, by a key that only it has.
_OTHERS = {"pdf_info": "MinerU middle.json", "layout_dets": "MinerU model.json"}
_READ = "只读取 only: docling DoclingDocument, MinerU content_list.json"


def ingest_json(data: bytes, media: str) -> Document:
    """Return a document that docling or MinerU has converted. Raises ReportError."""
    value, encoding = load_json(data)
    builder = PictureBuilder()
    write_converted(value, builder)
    document = builder.finish(media, encoding)
    if as_object(value):
        return document
    # The texts of MinerU are Markdown.
    return replace(document, fragments=tuple(map(trim_marks, document.fragments)))


def write_json(data: bytes, builder: PictureBuilder) -> None:
    """Write the document in a JSON file. Raises ReportError."""
    write_converted(load_json(data).value, builder)


def write_converted(value: object, builder: PictureBuilder) -> None:
    """Write the document that a JSON value is. Raises ReportError."""
    source = as_object(value)
    if source.get("schema_name") == _DOCLING:
        _check_version(source)
        write_docling(source, builder)
    elif value == []:
        raise EmptyFile
    elif (blocks := list_blocks(value)) is not None:
        write_blocks(blocks, builder)
    else:
        raise Unsupported(f"{_name(value)}; {_READ}")


def _check_version(source: Object) -> None:
    version = as_word(source.get("version"))
    if version and not version.startswith(_VERSION):
        raise Unsupported(f"{_DOCLING} {version[:20]}")


def _name(value: object) -> str:
    """The kind of a JSON value that is not read."""
    keys = as_object(value[0] if isinstance(value, list) else value).keys()
    return next((name for key, name in _OTHERS.items() if key in keys), "JSON")
