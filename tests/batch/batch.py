"""A folder of small files, runs over it, and what OUT then holds."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from gouji.pipeline.batch.engines import open_reader
from gouji.pipeline.batch.read_file import Walk as AnyWalk
from gouji.pipeline.batch.read_file import read_here
from gouji.pipeline.batch.run import Choices, Course, run_all
from gouji.pipeline.batch.sources import Found, expand
from tests.batch.fake_walk import CONFIG, Walk

Row = dict[str, Any]


class Batch:
    """Runs read with the walk of `fake_walk.py`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "in"
        self.out = folder / "out"
        self.configs = folder / "configs"
        if not self.folder.exists():
            self.folder.mkdir()
            self.configs.mkdir()
            self.limit()

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")

    def limit(self, **limits: float) -> None:
        """Workers get other limits than those of the fake config."""
        (self.configs / "run.yaml").write_text(yaml.safe_dump(CONFIG.model_dump() | limits))

    def run(self, *inputs: str, **choices: bool) -> tuple[Course, list[str]]:
        """Read in this process; the second answer tells what was read."""
        return self.run_found(expand(inputs or [str(self.folder)], self.out), **choices)

    def run_listed(self, *stems: str) -> tuple[Course, list[str]]:
        paths = [str(self.folder / f"{stem}.txt") for stem in stems]
        return self.run_found(expand(["-"], self.out, paths))

    def run_found(self, found: Found, **choices: bool) -> tuple[Course, list[str]]:
        walk = Walk()
        reader = partial(
            read_here, lambda: AnyWalk(walk.read_all, "fake-1", CONFIG.model_dump_json())
        )
        course = run_all(found, self.out, reader, self.choose(**choices), lambda step: None)
        return course, [Path(name).stem for name in walk.names]

    def work(self, jobs: int, **choices: bool) -> Course:
        """Read in worker processes."""
        found = expand([str(self.folder)], self.out)
        walk = "tests.batch.deeds:load_walk"
        with open_reader(self.configs, jobs, not self.out.exists(), walk) as reader:
            return run_all(found, self.out, reader, self.choose(**choices), lambda step: None)

    def choose(self, **choices: bool) -> Choices:
        return Choices(CONFIG.max_bytes, **choices)

    def rows(self) -> dict[str, Row]:
        """The rows of `reports`, by their text or, for failures, by their source."""
        rows = pq.read_table(self.out / "reports").to_pylist()
        assert len({row["report"] for row in rows}) == len(rows)
        return {row["text"] or Path(row["source"]).stem: row for row in rows}

    def errors(self) -> dict[str, str]:
        return {name: row["error"] for name, row in self.rows().items() if row["error"]}

    def stems(self, text: str) -> list[str]:
        return [Path(source).stem for source in self.rows()[text]["sources"]]

    def states(self) -> dict[str, str]:
        return {text: row["state"] for text, row in self.rows().items()}
