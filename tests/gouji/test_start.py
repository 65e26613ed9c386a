"""What a run does not load: it would have to wait for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SAMPLE = min((Path(__file__).parents[2] / "data" / "samples").glob("03*.txt"))
HEAVY = {"jieba", "matplotlib", "mlflow", "pandas", "scipy", "sklearn", "spacy", "trafilatura"}


def test_a_text_report_is_read_without_heavy_libraries(tmp_path: Path) -> None:
    call = [sys.executable, "-X", "importtime", "-m", "gouji", "run", SAMPLE, "-o", tmp_path, "-q"]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=True)
    # What cannot be found is listed too, but has no parts.
    parts = [line.split("|")[-1].strip().split(".") for line in done.stderr.splitlines()]
    loaded = {names[0] for names in parts if len(names) > 1}
    assert "pyarrow" in loaded
    assert not loaded & HEAVY
