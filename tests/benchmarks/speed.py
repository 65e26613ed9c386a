"""How fast reports are read, and in how much memory: `make bench` prints it as a table.

Reports of the generator that the models were not trained on. All processes have one thread, and
every ratio is of figures from this one run: machines differ, and so do hours.
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

ROOT = Path(__file__).parents[2]
BYTECODE = ROOT / "build" / "bytecode"
SEED = 20219
WARM_UP = 100  # reports read before the clock starts
COLD_STARTS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--loop", action="store_true", help="one measuring process")
    chosen = parser.parse_args()
    if chosen.loop:
        print(json.dumps(read_warm(sorted((chosen.folder / "reports").iterdir()))))
        return
    write_reports(chosen.count, chosen.folder)
    report(chosen.folder)


def write_reports(count: int, folder: Path) -> None:
    """Synthetic reports as files, damaged as the generator damages them."""
    from gouji.configs import FOLDER
    from gouji.pipeline.forms.form import load_forms
    from gouji.training.corpus.build import build, load

    build(count, SEED, folder / "corpus", load_forms(FOLDER / "forms"), jobs=2)
    (folder / "reports").mkdir(exist_ok=True)
    for number, sample in enumerate(load(folder / "corpus")):
        (folder / "reports" / f"{number:04}{Path(sample.name).suffix}").write_bytes(sample.data)


def read_warm(paths: Sequence[Path]) -> dict[str, float]:
    """Reports a second of wall and of processor time, from bytes to `Report`."""
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


def report(folder: Path) -> None:
    first = next(path for path in sorted((folder / "reports").iterdir()) if path.suffix == ".txt")
    cold = [run([first]) for _ in range(COLD_STARTS + 1)][1:]
    wall, processor = (median(values) for values in list(zip(*cold, strict=True))[:2])
    seconds, _, megabytes = run([folder / "reports"])
    (one,), two = loops(1, folder), loops(2, folder)
    print("| measure | value |\n|---|--:|")
    print(f"| one text report, whole process (median of {COLD_STARTS}) | {wall:.2f} s |")
    print(f"| the same by processor time | {processor:.2f} s |")
    print(f"| warm, one core, bytes to report | {one['wall']:.1f} reports/s |")
    print(f"| the same by processor time | {one['processor']:.1f} reports/s |")
    count = len(list((folder / "reports").iterdir()))
    whole = f"`gouji run` over {count} reports, start and datasets included"
    print(f"| {whole} | {count / seconds:.1f} reports/s |")
    print(f"| its peak memory | {megabytes:.0f} MB |")
    print(
        f"| two processes against one | {sum(each['wall'] for each in two) / one['wall']:.2f} × |"
    )


def run(inputs: Sequence[Path]) -> tuple[float, float, float]:
    """Seconds of wall and of processor time and peak memory (MB) of one `gouji run`."""
    with tempfile.TemporaryDirectory() as out:
        began = perf_counter()
        words = [sys.executable, "-m", "gouji", "run", *map(str, inputs), "-o", out, "-q"]
        process = subprocess.Popen(words, cwd=ROOT, env=environment())
        _, status, usage = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) in (0, 1), "gouji run failed"
        seconds = perf_counter() - began
        return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def loops(count: int, folder: Path) -> list[dict[str, float]]:
    """So many measuring processes at once."""
    words = [sys.executable, __file__, "--loop", "--folder", str(folder)]
    started = [
        subprocess.Popen(words, cwd=ROOT, env=environment(), stdout=subprocess.PIPE)
        for _ in range(count)
    ]
    return [json.loads(process.communicate()[0]) for process in started]


def environment() -> dict[str, str]:
    """One thread a process, whatever numpy was built with; code from this checkout, with compiled
    bytecode at hand, as after any installation."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    bytecode = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    return {**os.environ, **threads, **bytecode, "PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    main()
