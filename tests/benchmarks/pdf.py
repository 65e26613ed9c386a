"""Speed of reading PDF reports, compared with Camelot on the same files in the same run.

Libraries and models are loaded before the measurement. Times are processor times of one thread,
the best of several rounds.
"""

from __future__ import annotations

import argparse
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

ROOT = Path(__file__).parents[2]
SEED = 20231
ROUNDS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=6)
    count = parser.parse_args().count
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    samples = [print_report(number) for number in range(count)]
    gouji, camelot = readers()
    times = [(best_seconds(gouji, data), best_seconds(camelot, data)) for data in samples]
    ratios = sorted(ours / theirs for ours, theirs in times)
    print("| PDF reports, warm | seconds of processor time |\n|---|--:|")
    print(
        f"| `gouji`, bytes to report (median of {count}) | {median(ours for ours, _ in times):.2f} |"
    )
    print(
        f'| `camelot.read_pdf(pages="all")` alone | {median(theirs for _, theirs in times):.2f} |'
    )
    print(f"| gouji / Camelot: median, worst | {median(ratios):.2f}, {ratios[-1]:.2f} |")


def print_report(number: int) -> bytes:
    """A synthetic report. Every second one has no rulings."""
    from gouji.configs import FOLDER
    from gouji.pipeline.forms.form import load_forms
    from gouji.training.corpus.renderings.media import draw_media_sample

    forms = load_forms(FOLDER / "forms")
    name = ("pdf-ruled", "pdf-unruled")[number % 2]
    return draw_media_sample(Random(f"{SEED}/{number}"), forms, "a", name).data


def readers() -> tuple[Callable[[bytes], object], Callable[[bytes], object]]:
    import camelot

    from gouji.configs import FOLDER
    from gouji.pipeline.extract import extract
    from gouji.pipeline.kit import load_kit

    kit = load_kit(FOLDER)
    warnings.simplefilter("ignore")
    return (
        lambda data: extract(data, "a.pdf", kit),
        lambda data: camelot.read_pdf(data, pages="all"),
    )


def best_seconds(read: Callable[[bytes], object], data: bytes) -> float:
    """The best processor time of `ROUNDS` readings, in seconds, after one to warm up."""
    times = []
    for _ in range(ROUNDS + 1):
        started = process_time()
        read(data)
        times.append(process_time() - started)
    return min(times[1:])


if __name__ == "__main__":
    main()
