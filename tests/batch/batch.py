"""A folder of small files, runs over it, and the rows that OUT then holds."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import yaml

from gouji.pipeline.batch.engines import open_reader
from gouji.pipeline.batch.read_file import Extractor, read_in_process
from gouji.pipeline.batch.run import RunOptions, RunResult, SourceStatus, run_all
from gouji.pipeline.batch.sources import ExpandedInputs, expand_inputs
from tests.batch.fake_extractor import CONFIG, FakeExtractor

FAULT_INJECTION = "tests.batch.fault_injection:load_extractor"

Row = dict[str, Any]


class BatchRun(NamedTuple):
    """`read`: the stems of the files that were read, in order."""

    result: RunResult
    read: list[str]


class Batch:
    """A folder of inputs, an OUT and configs. `run` reads with a `FakeExtractor` in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "in"
        self.out = folder / "out"
        self.configs = folder / "configs"
        if not self.folder.exists():
            self.folder.mkdir()
            self.configs.mkdir()
            self.set_limits()

    def write(self, **files: str) -> None:
        """Write files by stem."""
        for name, text in files.items():
            (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")

    def set_limits(self, **limits: float) -> None:
        """Change the limits of worker processes; the others are those of `CONFIG`."""
        (self.configs / "run.yaml").write_text(yaml.safe_dump(CONFIG.model_dump() | limits))

    def run(self, *inputs: str, **options: Any) -> BatchRun:
        """Read in this process."""
        expanded = expand_inputs(inputs or [str(self.folder)], self.out)
        return self.run_expanded(expanded, **options)

    def run_listed(self, *stems: str) -> BatchRun:
        """Read the files that a list on stdin names."""
        paths = [str(self.folder / f"{stem}.txt") for stem in stems]
        return self.run_expanded(expand_inputs(["-"], self.out, paths))

    def run_expanded(self, inputs: ExpandedInputs, **options: Any) -> BatchRun:
        fake = FakeExtractor()
        settings = CONFIG.model_dump_json()
        reader = partial(read_in_process, lambda: Extractor(fake.extract_all, "fake-1", settings))
        result = run_all(inputs, self.out, reader, self.options(**options), lambda _: None)
        return BatchRun(result, [Path(name).stem for name in fake.names])

    def run_in_workers(self, jobs: int, **options: Any) -> RunResult:
        """Read in worker processes, with the faults of `fault_injection.py`."""
        inputs = expand_inputs([str(self.folder)], self.out)
        load_early = not self.out.exists()
        with open_reader(
            self.configs, jobs, load_early=load_early, extractor=FAULT_INJECTION
        ) as reader:
            return run_all(inputs, self.out, reader, self.options(**options), lambda _: None)

    def options(self, **options: Any) -> RunOptions:
        return RunOptions(CONFIG.max_bytes, **options)

    def rows(self) -> dict[str, Row]:
        """The rows of `reports` by text, or for failures by the stem of the source."""
        rows = pq.read_table(self.out / "reports").to_pylist()
        assert len({row["report"] for row in rows}) == len(rows)
        return {row["text"] or Path(row["source"]).stem: row for row in rows}

    def errors(self) -> dict[str, str]:
        """The error kinds of the failures."""
        return {name: row["error"] for name, row in self.rows().items() if row["error"]}

    def stems(self, text: str) -> list[str]:
        """The stems of the sources of a report."""
        return [Path(source).stem for source in self.rows()[text]["sources"]]

    def states(self) -> dict[str, str]:
        return {text: row["state"] for text, row in self.rows().items()}


def statuses(result: RunResult) -> list[SourceStatus]:
    return [source.status for source in result.results]
