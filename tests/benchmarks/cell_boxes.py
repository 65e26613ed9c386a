"""How well the boxes of cells read from scans fit the cells as drawn: `cell_boxes.py --count N`.

Each report is printed, and read from its print and from a scan of the print. The cell as drawn is
the box from the print, moved as the page was: turned on the scanner, in perspective before a camera.
Intersection over union is that of this moved box and the box from the scan. Only cells that both readings have count as pairs.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import numpy as np
from numpy.typing import NDArray

from gouji.configs import FOLDER
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit, load_kit
from gouji.pipeline.records import Box, Cell, CellKey
from gouji.training.corpus.renderings import scans
from gouji.training.corpus.renderings.pdf import print_ruled
from gouji.training.corpus.reports.page import draw_page, without_marks
from gouji.training.corpus.reports.values import draw_figures

SEED = 5309
LEAST = 0.7
SPOILS: dict[str, tuple[int, scans.Spoil]] = {
    "300 dpi": (300, scans.spoil_as_scan),
    "200 dpi": (200, scans.spoil_as_scan),
    "150 dpi": (150, scans.spoil_as_scan),
    "100 dpi": (100, scans.spoil_as_scan),
    "red seal, 200 dpi": (200, scans.spoil_with_seal),
    "grey seal, 200 dpi": (200, scans.spoil_with_grey_seal),
    "low light, 200 dpi": (200, scans.spoil_by_low_light),
    "photo, 200 dpi": (200, scans.spoil_as_photo),
}
Polygon = NDArray[np.float32]
Matrix = NDArray[np.float64]  # (3, 3): how points of a print move


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3, help="reports of each kind of scan")
    parser.add_argument("--only", default="", help="the scans whose name begins so")
    arguments = parser.parse_args()
    kit, all_overlaps = load_kit(FOLDER), list[float]()
    print("| scans | reports | cells drawn | with a box | IoU ≥ 0.7 | 1st percentile | median |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, (dpi, spoil) in SPOILS.items():
        if not name.startswith(arguments.only):
            continue
        drawn, overlaps = 0, list[float]()
        for number in range(arguments.count):
            cells, found = measure(Random(f"{SEED}/{number}"), kit, dpi, spoil)
            drawn, overlaps = drawn + cells, overlaps + found
        print_row(name, arguments.count, drawn, overlaps)
        all_overlaps += overlaps
    print(f"all: {np.mean(np.array(all_overlaps) >= LEAST):.2%} of {len(all_overlaps)}")


def print_row(name: str, reports: int, drawn: int, overlaps: list[float]) -> None:
    values = np.array(overlaps)
    share, low, middle = np.mean(values >= LEAST), np.percentile(values, 1), np.median(values)
    print(
        f"| {name} | {reports} | {drawn} | {len(values)} | {share:.2%} | {low:.2f} | {middle:.2f} |",
        flush=True,
    )


def measure(rng: Random, kit: Kit, dpi: int, spoil: scans.Spoil) -> tuple[int, list[float]]:
    """The number of cells drawn in a report, and the overlap of each that was found on its scan."""
    page = without_marks(draw_page(rng, draw_figures(rng, kit.forms, plain=False)))
    printed = print_ruled(rng, page)
    with recorded_moves(dpi) as moves:
        scan = scans.print_scan(rng, page, dpi, spoil, printed)
    try:
        drawn, found = cells_of(printed, kit), cells_of(scan, kit)
    except ReportError:
        return 0, []
    overlaps = [
        overlap(_moved(cell.cell_box, moves[cell.page - 1]), other.cell_box)
        for cell, other in ((cell, found.get(key)) for key, cell in drawn.items())
        if cell.page and cell.cell_box and other and other.cell_box and other.page == cell.page
    ]
    return len(drawn), overlaps


@contextmanager
def recorded_moves(dpi: int) -> Iterator[list[Matrix]]:
    """How the corpus moves each page while it makes a scan, in points."""
    import cv2

    moves: list[Matrix] = []
    scale = np.diag([dpi / 72, dpi / 72, 1.0])
    originals = cv2.getRotationMatrix2D, cv2.getPerspectiveTransform

    def record(matrix: Matrix) -> Matrix:
        square = np.vstack([matrix, (0, 0, 1)]) if len(matrix) == 2 else matrix
        moves.append(np.linalg.inv(scale) @ square @ scale)
        return matrix

    cv2.getRotationMatrix2D = lambda *args: record(originals[0](*args))
    cv2.getPerspectiveTransform = lambda *args: record(originals[1](*args))
    try:
        yield moves
    finally:
        cv2.getRotationMatrix2D, cv2.getPerspectiveTransform = originals


def cells_of(data: bytes, kit: Kit) -> dict[CellKey, Cell]:
    """The cells of a PDF that have a box."""
    return {cell.key: cell for cell in extract(data, "a.pdf", kit).cells if cell.cell_box}


def _moved(box: Box, matrix: Matrix) -> Polygon:
    """The corners of a box after the page was moved."""
    x0, y0, x1, y1 = box
    corners = np.array([(x0, y0, 1), (x1, y0, 1), (x1, y1, 1), (x0, y1, 1)]) @ matrix.T
    return np.asarray(corners[:, :2] / corners[:, 2:], np.float32)


def overlap(polygon: Polygon, box: Box) -> float:
    """Intersection over union."""
    import cv2

    x0, y0, x1, y1 = box
    other = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float32)
    common = float(cv2.intersectConvexConvex(polygon, other)[0])
    return common / (float(cv2.contourArea(polygon)) + float(cv2.contourArea(other)) - common)


if __name__ == "__main__":
    main()
