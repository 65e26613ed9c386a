"""How fast PDF reports are read, beside what bare Camelot takes for the same files in the same run.

Both are warm: libraries and models are loaded before the clock starts. Times are those of the
processor, of one thread, and the least of several rounds.
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
    rows = [(least(gouji, one), least(camelot, one)) for one in samples]
    ratios = sorted(own / bare for own, bare in rows)
    print("| PDF reports, warm | seconds of processor time |\n|---|--:|")
    print(f"| `gouji`, bytes to report (median of {count}) | {median(a for a, _ in rows):.2f} |")
    print(f'| `camelot.read_pdf(pages="all")` alone | {median(b for _, b in rows):.2f} |')
    print(f"| gouji / Camelot: median, worst | {median(ratios):.2f}, {ratios[-1]:.2f} |")


def print_report(number: int) -> bytes:
    """A synthetic report, every other one without rules."""
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


def least(read: Callable[[bytes], object], data: bytes) -> float:
    times = []
    for _ in range(ROUNDS + 1):
        began = process_time()
        read(data)
        times.append(process_time() - began)
    return min(times[1:])


if __name__ == "__main__":
    main()
