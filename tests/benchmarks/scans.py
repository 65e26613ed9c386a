"""Time for the picture of a page beside RapidOCR's own chain: `python tests/benchmarks/scans.py`.

Pages of reports are printed, drawn at a resolution and spoiled as on a scanner. Each page is read by
gouji and then by RapidOCR with its own settings, in this process, each with one thread. gouji's time is
that from the pixels of a page to its words and rulings, RapidOCR's that from the pixels to texts. Time
is processor time: it depends less on other work on the machine. "Pages a minute" is 60 seconds by the
time of a page in gouji; one process uses one core. `--stages` prints where gouji's time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from random import Random
from time import process_time
from typing import Any, NamedTuple

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.ingest.scan.images import Picture
from gouji.pipeline.ingest.scan.scan import read_picture
from gouji.training.corpus.renderings.pdf import print_ruled
from gouji.training.corpus.renderings.scans import Colours, draw_pages, spoil_as_scan
from gouji.training.corpus.reports.page import draw_page, without_marks
from gouji.training.corpus.reports.values import draw_figures

SEED = 41
RESOLUTIONS = (150, 200, 300)
THREAD = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "critical",
}
STAGES = ("make_sheet", "find_turn", "find_texts", "read_texts")


class Seconds(NamedTuple):
    """Processor time for all pages."""

    gouji: float
    rapidocr: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="pages at each resolution")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--dpi", type=int, nargs="*", default=RESOLUTIONS, help="resolutions")
    parser.add_argument("--stages", action="store_true", help="print the stages of gouji instead")
    arguments = parser.parse_args()
    if arguments.stages:
        print_stages(arguments.dpi, arguments.count, arguments.seed)
    else:
        print_times(arguments.dpi, arguments.count, arguments.seed)


def print_times(resolutions: Sequence[int], count: int, seed: int) -> None:
    print("| resolution | pages | gouji | RapidOCR | ratio | pages a minute a core |")
    print("|---|--:|--:|--:|--:|--:|")
    rapidocr = load_rapidocr()
    for dpi in resolutions:
        gouji, other = measure(list(islice(draw_scans(seed, dpi), count)), dpi, rapidocr)
        print(
            f"| {dpi} dpi | {count} | {gouji / count:.2f} s | {other / count:.2f} s "
            f"| {gouji / other:.2f} | {60 * count / gouji:.0f} |",
            flush=True,
        )


def draw_scans(seed: int, dpi: int) -> Iterator[Colours]:
    """Scanned pages of reports, without end; the same pages at each resolution."""
    forms, number = load_forms(FOLDER / "forms"), 0
    while True:
        rng = Random(f"{seed}/{number}")
        page = without_marks(draw_page(rng, draw_figures(rng, forms, plain=False)))
        for picture in draw_pages(print_ruled(rng, page), dpi):
            yield spoil_as_scan(rng, picture, dpi)
        number += 1


def load_rapidocr() -> Callable[[Colours], object]:
    """RapidOCR's own chain on pixels in red, green and blue."""
    from rapidocr import RapidOCR

    engine: Any = RapidOCR(params=THREAD)
    return lambda pixels: engine(pixels[:, :, ::-1].copy())


def measure(pages: list[Colours], dpi: int, rapidocr: Callable[[Colours], object]) -> Seconds:
    """The time of both for all pages, turn by turn. The first page is read once more before, so that
    models are loaded."""
    gouji = other = 0.0
    for number, pixels in enumerate([pages[0], *pages]):
        started = process_time()
        read_picture(Picture(pixels, 72 / dpi), 1)
        between = process_time()
        rapidocr(pixels)
        if number:
            gouji += between - started
            other += process_time() - between
    return Seconds(gouji, other)


def print_stages(resolutions: Sequence[int], count: int, seed: int) -> None:
    """The share of gouji's time in its stages, by the profiler. A stage may include another."""
    print("| resolution | " + " | ".join(STAGES) + " |")
    print("|---|" + "--:|" * len(STAGES))
    for dpi in resolutions:
        pages = list(islice(draw_scans(seed, dpi), count))
        read_picture(Picture(pages[0], 72 / dpi), 1)
        with cProfile.Profile() as profile:
            for pixels in pages:
                read_picture(Picture(pixels, 72 / dpi), 1)
        print(
            f"| {dpi} dpi | " + " | ".join(f"{s:.0%}" for s in _shares(profile)) + " |", flush=True
        )


def _shares(profile: cProfile.Profile) -> Iterator[float]:
    stats: Any = pstats.Stats(profile)
    times = {name: entry[3] for (_, _, name), entry in stats.stats.items()}
    return (times.get(stage, 0.0) / times["read_picture"] for stage in STAGES)


if __name__ == "__main__":
    main()
