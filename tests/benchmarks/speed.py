"""Speed and memory of reading reports, printed as a table (`make bench`).

The reports are synthetic, and the models were not trained on them. All processes have one thread.
Ratios compare figures of one run, because machines differ and vary over time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
BYTECODE = ROOT / "build" / "bytecode"
SEED = 20219
# Reports read before the measurement.
WARM_UP = 100
# Runs over one report of which the median counts.
COLD_STARTS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument(
        "--loop", action="store_true", help="measure in this process and print JSON"
    )
    arguments = parser.parse_args()
    if arguments.loop:
        print(json.dumps(read_warm(sorted((arguments.folder / "reports").iterdir()))))
        return
    write_reports(arguments.count, arguments.folder)
    print_table(arguments.folder)


def write_reports(count: int, folder: Path) -> None:
    """Write synthetic reports with the damages of the corpus."""
    from gouji.configs import FOLDER
    from gouji.pipeline.forms.form import load_forms
    from gouji.training.corpus.build import build, load

    build(count, SEED, folder / "corpus", load_forms(FOLDER / "forms"), jobs=2)
    (folder / "reports").mkdir(exist_ok=True)
    for number, sample in enumerate(load(folder / "corpus")):
        (folder / "reports" / f"{number:04}{Path(sample.name).suffix}").write_bytes(sample.data)


def read_warm(paths: Sequence[Path]) -> dict[str, float]:
    """Reports per second of wall and of processor time, from bytes to `Report`."""
    from gouji.configs import FOLDER
    from gouji.pipeline.errors import ReportError
    from gouji.pipeline.extract import extract
    from gouji.pipeline.kit import load_kit

    kit = load_kit(FOLDER)
    contents = [(path.name, path.read_bytes()) for path in paths]
    wall = processor = 0.0
    for number, (name, data) in enumerate(contents):
        if number == WARM_UP:
            wall, processor = perf_counter(), process_time()
        try:
            extract(data, name, kit)
        except ReportError:
            continue
    measured = len(contents) - WARM_UP
    return {
        "wall": measured / (perf_counter() - wall),
        "processor": measured / (process_time() - processor),
    }


def print_table(folder: Path) -> None:
    first = next(path for path in sorted((folder / "reports").iterdir()) if path.suffix == ".txt")
    cold = [measure_run([first]) for _ in range(COLD_STARTS + 1)][1:]
    wall = median(run.wall_seconds for run in cold)
    processor = median(run.processor_seconds for run in cold)
    whole = measure_run([folder / "reports"])
    (one,), two = measure_loops(1, folder), measure_loops(2, folder)
    print("| measure | value |\n|---|--:|")
    print(f"| one text report, whole process (median of {COLD_STARTS}) | {wall:.2f} s |")
    print(f"| the same by processor time | {processor:.2f} s |")
    print(f"| warm, one core, bytes to report | {one['wall']:.1f} reports/s |")
    print(f"| the same by processor time | {one['processor']:.1f} reports/s |")
    count = len(list((folder / "reports").iterdir()))
    label = f"`gouji run` over {count} reports, start and datasets included"
    print(f"| {label} | {count / whole.wall_seconds:.1f} reports/s |")
    print(f"| its peak memory | {whole.peak_megabytes:.0f} MB |")
    print(
        f"| two processes against one | {sum(loop['wall'] for loop in two) / one['wall']:.2f} × |"
    )


class RunMeasure(NamedTuple):
    wall_seconds: float
    processor_seconds: float
    peak_megabytes: float


def measure_run(inputs: Sequence[Path]) -> RunMeasure:
    """Time and memory of one `gouji run`."""
    with tempfile.TemporaryDirectory() as out:
        started_at = perf_counter()
        command = [sys.executable, "-m", "gouji", "run", *map(str, inputs), "-o", out, "-q"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment())
        _, status, usage = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) in (0, 1), "gouji run failed"
        seconds = perf_counter() - started_at
        return RunMeasure(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure_loops(count: int, folder: Path) -> list[dict[str, float]]:
    """The results of `read_warm` in `count` processes at the same time."""
    command = [sys.executable, __file__, "--loop", "--folder", str(folder)]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE)
        for _ in range(count)
    ]
    return [json.loads(process.communicate()[0]) for process in processes]


def environment() -> dict[str, str]:
    """One thread per process, and code of this checkout with cached bytecode."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    return {**os.environ, **threads, **bytecode, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    main()
