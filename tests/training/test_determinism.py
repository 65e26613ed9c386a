"""The same seed, corpus and labels give the same bytes, whatever the threads and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from gouji.configs import FOLDER
from gouji.models.artefact_files import digest_files
from gouji.models.artefacts import save_correction, save_layouts, save_models
from gouji.pipeline.kit import load_kit
from gouji.training.corpus.drawing import draw_sample
from gouji.training.corpus.house_styles.draw import draw_house_sample
from gouji.training.correction_training import learn_correction
from gouji.training.evaluation.learning.simulated_review import review_sample
from gouji.training.fit import UNFITTED
from gouji.training.layout_training import learn_layouts
from gouji.training.train import train

RENDERINGS = ("html-plain", "tabs", "pipes")


def train_small(jobs: int) -> dict[str, str]:
    """Train on a small corpus, then on labels of a few reports; the digests of all files."""
    kit = load_kit(FOLDER, models=UNFITTED)
    samples = [
        draw_sample(Random(n), kit.forms, f"{n}", rendering=RENDERINGS[n % 3], damages=())
        for n in range(9)
    ]
    models = train(samples, kit, seed=1, jobs=jobs, passages=60).models
    shipped = load_kit(FOLDER)
    drawn = (draw_house_sample(Random(n), kit.forms, "two-years", "html-plain") for n in range(4))
    reviewed = [report for sample in drawn if (report := review_sample(sample, shipped))]
    with TemporaryDirectory() as name:
        folder = Path(name)
        save_models(models, folder, {})
        save_layouts(learn_layouts(reviewed, kit.forms).layouts, folder, {})
        save_correction(learn_correction(reviewed, shipped).correction, folder, {})
        return digest_files(folder) | {
            "card": sha256((folder / "card.json").read_bytes()).hexdigest()
        }


def _train_elsewhere(threads: int) -> dict[str, str]:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LOKY_MAX_CPU_COUNT")
    code = (
        "import json; from tests.training.test_determinism import train_small\n"
        f"if __name__ == '__main__': print(json.dumps(train_small({threads})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2], env=os.environ | dict.fromkeys(names, str(threads)),
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.slow
def test_one_and_two_threads_and_processes_give_the_same_files() -> None:
    first, second = _train_elsewhere(1), _train_elsewhere(2)
    assert {"layouts.json", "correction.json", "labels/arrays.npz"} <= first.keys()
    assert {name for name in first if first[name] != second[name]} == set()
    assert first.keys() == second.keys()
