"""Reads config files and says where one is wrong: file, line and key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt, ValidationError
from pydantic.fields import Field

from gouji.pipeline.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)
# libyaml reads the forms ten times as fast; not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RunConfig(BaseModel):
    """`configs/run.yaml`: the trust threshold and the limits of one run.

    `max_seconds`, `max_memory` (bytes) hold for one document in a worker process; a worker is
    replaced after `worker_documents`, or once it has grown by `worker_growth` bytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    trust: float = Field(ge=0, le=1)
    max_bytes: PositiveInt
    max_fragments: PositiveInt
    max_seconds: PositiveFloat
    max_memory: PositiveInt
    worker_documents: PositiveInt
    worker_growth: PositiveInt


def load_yaml(path: Path, model: type[Model]) -> Model:
    """`path` as a `model`. Raises ConfigError naming file, line and key."""
    try:
        text = path.read_text(encoding="utf-8")
        return model.model_validate(yaml.load(text, Loader=_LOADER))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8, byte {error.start}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: {error.problem}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: {error}") from error
    except ValidationError as error:
        node = yaml.compose(text, Loader=_LOADER)
        raise ConfigError("\n".join(_complaints(path, node, error))) from error


def _complaints(path: Path, node: yaml.Node | None, error: ValidationError) -> Iterator[str]:
    for one in error.errors():
        line, key = _place(node, one["loc"])
        yield f"{path}:{line}: {key}: {one['msg']}"


def _place(node: yaml.Node | None, where: tuple[int | str, ...]) -> tuple[int, str]:
    """The line of the deepest part of `where` that the file really has, and the key in full.

    Where one of several models applies pydantic puts its name into `where`; no file has it.
    """
    line, key = node.start_mark.line + 1 if node else 1, []
    for step in where:
        child = _child(node, step)
        if child is not None:
            node, line = child, child.start_mark.line + 1
        if child is not None or step == where[-1]:
            key.append(str(step))
    return line, ".".join(key)


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None
