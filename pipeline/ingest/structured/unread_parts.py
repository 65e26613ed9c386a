"""Parts of a converted document that are not read: tables without cells, and pictures.

Each counts as a picture that may be a table, as in Word files and web pages: it is read where the
file holds it, and is one of the unread pages otherwise.
"""

from __future__ import annotations

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture, PictureBuilder

# Unread parts from which a file is damaged as a whole.
_MOST_UNREAD = 300
_NOT_AT_HAND = InlinePicture(None)


def mark_unread(builder: PictureBuilder) -> None:
    """Count a part of the document as unread. Raises Damaged where most parts are."""
    if len(builder.unread) >= _MOST_UNREAD:
        raise Damaged(f"> {_MOST_UNREAD} parts")
    builder.write_picture(_NOT_AT_HAND)


def write_picture(picture: InlinePicture, builder: PictureBuilder) -> None:
    """Read a picture at hand. One that is not at hand is unread if it is as large as a table."""
    if picture.data:
        builder.write_picture(picture)
    elif picture.may_be_table:
        mark_unread(builder)


def write_table_picture(picture: InlinePicture, builder: PictureBuilder) -> None:
    """Read the picture of a table without cells; the table is unread where that is impossible."""
    before = builder.pages
    if picture.data:
        builder.write_picture(picture)
    if builder.pages == before:
        mark_unread(builder)
