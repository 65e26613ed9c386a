"""Archives of pictures: the pages of one report, in the order of their numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple

from gouji.pipeline.errors import Damaged, MissingTool, ReportError, TooLarge
from gouji.pipeline.ingest.layout.page import Page
from gouji.pipeline.ingest.layout.read_pages import read_pages
from gouji.pipeline.ingest.pages_to_document import pages_to_document
from gouji.pipeline.ingest.scan.images import MOST_IMAGES, Picture, read_pictures
from gouji.pipeline.ingest.scan.ocr import find_missing, find_version
from gouji.pipeline.ingest.scan.scan import read_picture
from gouji.pipeline.media import MEDIA_BY_SUFFIX
from gouji.pipeline.page_progress import report_page
from gouji.pipeline.records import Document

_NUMBER = re.compile(r"(\d+)")


def list_pictures(names: Iterable[str]) -> list[str]:
    """The pictures among the members of an archive that has no other documents, by number: page 2
    before page 10. Empty where there are others. Raises TooLarge."""
    paths = [PurePosixPath(name) for name in names if not name.endswith("/")]
    shown = [path for path in paths if not any(part.startswith((".", "__")) for part in path.parts)]
    media = {str(path): MEDIA_BY_SUFFIX.get(path.suffix.lower()) for path in shown}
    known = [name for name, medium in media.items() if medium]
    if {media[name] for name in known} != {"image"}:
        return []
    if len(known) > MOST_IMAGES:
        raise TooLarge(f"{len(known)} > {MOST_IMAGES} images")
    return sorted(known, key=_to_order)


def _to_order(name: str) -> list[tuple[int, str]]:
    pieces = _NUMBER.split(name)
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]


# The bytes of an image file. Raises ReportError.
FileLoader = Callable[[], bytes]


class PageOfArchive(NamedTuple):
    """The number of a page of an archive, and its picture or the reason why there is none."""

    number: int
    picture: Picture | ReportError


def read_archive(files: Sequence[FileLoader]) -> Iterator[PageOfArchive]:
    """The pages in image files, one after another. Raises TooLarge."""
    number = 0
    for place, load in enumerate(files):
        report_page(place, len(files))
        try:
            for picture in read_pictures(load()):
                number += 1
                yield PageOfArchive(number, picture)
        except ReportError as error:
            number += 1
            yield PageOfArchive(number, error)
        if number > MOST_IMAGES:
            raise TooLarge(f"> {MOST_IMAGES} images")


@dataclass(slots=True)
class _Pages:
    """The number of pages so far, and the reasons why some cannot be read, by page."""

    count: int = 0
    errors: dict[int, ReportError] = field(default_factory=dict)

    def read(self, files: Sequence[FileLoader]) -> Iterator[Page]:
        """The pages that can be read, in order. Raises TooLarge."""
        for number, picture in read_archive(files):
            self.count = number
            if isinstance(picture, ReportError):
                self.errors[number] = picture
            else:
                yield read_picture(picture, number)


def ingest_image_files(files: Sequence[FileLoader], media: str) -> Document:
    """The pictures of several image files as the pages of one document. A file that cannot be read
    is an unread page. Raises ReportError where there is no other."""
    if missing := find_missing():
        raise MissingTool(missing)
    pages = _Pages()
    readings = read_pages(pages.read(files))
    if len(pages.errors) == pages.count:
        raise next(iter(pages.errors.values()), Damaged("zip"))
    return pages_to_document(
        readings, media, ["scan"] * pages.count, list(pages.errors), find_version()
    )
