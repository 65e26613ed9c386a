"""Memory of a worker over hundreds of scanned pages of all sizes (`make soak`)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
import yaml
from PIL import Image

from gouji.configs import FOLDER
from gouji.pipeline.batch.engines import open_reader
from gouji.pipeline.batch.load_files import Content
from gouji.pipeline.batch.sources import Source
from gouji.pipeline.kit import load_kit
from gouji.training.corpus.renderings.pdf import print_ruled
from gouji.training.corpus.renderings.scans import draw_pages, spoil_as_scan
from gouji.training.corpus.reports.page import draw_page, without_marks
from gouji.training.corpus.reports.values import draw_figures
from tests.batch.test_soak import worker_memory
from tests.ingest.scan.pages import save

pytestmark = pytest.mark.soak
PAGES = int(os.environ.get("GOUJI_SOAK_PAGES", "500"))
MOST = 1000  # Megabytes of a worker after all pages.
MOST_GROWTH = 5.0  # Megabytes in 100 pages, once more than half of the pages are read.
REPORTS = 5  # Printed reports from which pages are cut.


def printed_pages(rng: Random) -> list[tuple[bytes, int]]:
    """Scanned pages as JPEG, with their pixels per inch."""
    forms, pages = load_kit(FOLDER).forms, list[tuple[bytes, int]]()
    for number in range(REPORTS):
        page = without_marks(draw_page(rng, draw_figures(rng, forms, plain=False)))
        dpi = (150, 200, 300)[number % 3]
        for picture in draw_pages(print_ruled(rng, page), dpi):
            pages.append((save(Image.fromarray(spoil_as_scan(rng, picture, dpi)), "JPEG"), dpi))
    return pages


def scans(count: int) -> Iterator[Content]:
    """Pages in turn, each cut in another way: no two give OCR the same shapes."""
    rng = Random(5)
    pages = printed_pages(rng)
    for _ in range(count):
        data, dpi = rng.choice(pages)
        with Image.open(BytesIO(data)) as image:
            width, height = (round(side * rng.uniform(0.8, 1)) for side in image.size)
            cut = save(image.crop((0, 0, width, height)), "JPEG", dpi=(dpi, dpi))
        yield Content(Source("a.jpg"), sha256(cut).hexdigest(), cut)


def test_a_worker_does_not_grow_over_scanned_pages(tmp_path: Path) -> None:
    """The limits after which a worker is replaced are lifted."""
    configs = shutil.copytree(FOLDER, tmp_path / "configs")
    limits = yaml.safe_load((configs / "run.yaml").read_text())
    no_limits = {"worker_documents": 10**9, "worker_growth": 10**12, "max_seconds": 3600}
    (configs / "run.yaml").write_text(yaml.safe_dump(limits | no_limits))
    sizes: list[float] = []
    with open_reader(configs, 1, load_early=True) as read:
        for number, (_, rows) in enumerate(read(scans(PAGES + 1)), 1):
            assert rows.error_kind in (None, "not_a_report")
            if number % (PAGES // 5) == 0:  # the worker is there until the last page is read
                sizes.append(worker_memory() / (1 << 20))
                print(f"{number} pages: {sizes[-1]:.0f} MB", flush=True)
    growth = (sizes[-1] - sizes[2]) / (PAGES * 2 / 5) * 100
    print(f"growth in 100 pages: {growth:.1f} MB")
    assert sizes[-1] <= MOST and growth <= MOST_GROWTH
