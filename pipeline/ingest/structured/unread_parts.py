"""Parts of a converted document that are not read: tables without cells, and pictures.

Each counts as a picture that may be a table, as in Word files and web pages: it is read where the
file holds it, and is one of the unread pages otherwise.
"""

from __future__ import annotations

from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture, PictureBuilder

# Unread parts that are counted; more tell no more.
_MOST_UNREAD = 300
_NOT_AT_HAND = InlinePicture(None)


def mark_unread(builder: PictureBuilder) -> None:
    """Count a part of the document as unread."""
    if len(builder.unread) < _MOST_UNREAD:
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
    if builder.pages == before:  # none was given, or what it shows is not taken for a table
        mark_unread(builder)
