"""The shipped configs load, and errors name file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from gouji.configs import FOLDER
from gouji.pipeline.configs import RunConfig, load_yaml
from gouji.pipeline.errors import ConfigError
from gouji.pipeline.forms.form import Form, load_forms
from gouji.pipeline.forms.rules import load_rules

FORM = (FOLDER / "forms" / "2021.yaml").read_text(encoding="utf-8")

OTHER_KEYS = "max_seconds: 1\nmax_memory: 1\nworker_documents: 1\nworker_growth: 1\n"


def error_message(path: Path, text: str, model: type[BaseModel]) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_yaml(path, model)
    return str(caught.value)


def test_all_shipped_configs_load() -> None:
    run = load_yaml(FOLDER / "run.yaml", RunConfig)
    assert 0 < run.trust < 1
    assert run.max_bytes > 1_000_000
    assert load_forms(FOLDER / "forms")
    assert load_rules(FOLDER / "rules")


def test_a_value_out_of_range_names_file_line_and_key(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    text = "# limits\ntrust: 1.5\nmax_bytes: 10\nmax_fragments: 10\n" + OTHER_KEYS
    assert error_message(path, text, RunConfig).startswith(f"{path}:2: trust: ")


def test_an_unknown_key_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    text = "trust: 0.9\nmax_bytes: 10\nmax_fragments: 10\ntrusts: 0.9\n" + OTHER_KEYS
    message = error_message(path, text, RunConfig)
    assert message.startswith(f"{path}:4: trusts: ")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    message = error_message(path, "trust: 0.9\nmax_bytes: 10\n" + OTHER_KEYS, RunConfig)
    assert message == f"{path}:1: max_fragments: Field required"


def test_every_error_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    message = error_message(
        path, "trust: x\nmax_bytes: -1\nmax_fragments: 10\n" + OTHER_KEYS, RunConfig
    )
    assert [line.split(": ")[:2] for line in message.splitlines()] == [
        [f"{path}:1", "trust"],
        [f"{path}:2", "max_bytes"],
    ]


def test_a_nested_key_of_a_form_is_located(tmp_path: Path) -> None:
    wrong = FORM.replace("kind: count}", "kind: counts}", 1)
    line = next(n for n, text in enumerate(wrong.splitlines(), 1) if "counts" in text)
    path = tmp_path / "2021.yaml"
    message = error_message(path, wrong, Form)
    assert message.startswith(f"{path}:{line}: tables.0.blocks.0.columns.0.kind: ")


def test_broken_yaml_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    assert error_message(path, "trust: 0.9\nmax_bytes: [1\n", RunConfig).startswith(f"{path}:3: ")


@pytest.mark.parametrize("text", ["", "- trust\n", "trust\n"], ids=["empty", "list", "word"])
def test_a_file_that_is_not_a_mapping_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.yaml"
    assert error_message(path, text, RunConfig).startswith(f"{path}:1: ")


def test_a_tag_that_would_run_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    text = 'trust: !!python/object/apply:os.system ["exit 1"]\n'
    assert error_message(path, text, RunConfig).startswith(f"{path}:1: ")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"run\.yaml: "):
        load_yaml(tmp_path / "run.yaml", RunConfig)


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.yaml"
    path.write_bytes("trust: 0.9  # 信任".encode("gbk"))
    with pytest.raises(ConfigError, match=r"run\.yaml: not UTF-8"):
        load_yaml(path, RunConfig)
