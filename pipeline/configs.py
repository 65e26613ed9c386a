"""Reads config files. Errors name the file, the line and the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt, ValidationError
from pydantic.fields import Field

from gouji.pipeline.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)
# How far below the trust threshold a cell is at least that something in the report contradicts.
_DOUBT_MARGIN = 0.001
# libyaml is ten times as fast; not every build of PyYAML includes it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RunConfig(BaseModel):
    """`configs/run.yaml`: the trust threshold and the limits of a run.

    `trust`: confidence below which a cell is doubtful. `max_bytes`: size of a file.
    `max_fragments`: table cells of a document. `max_seconds`, `max_memory` (bytes): for one
    document in a worker process. A worker process is replaced after `worker_documents` documents,
    or when its memory has grown by `worker_growth` bytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    trust: float = Field(ge=0, le=1)
    max_bytes: PositiveInt
    max_fragments: PositiveInt
    max_seconds: PositiveFloat
    max_memory: PositiveInt
    worker_documents: PositiveInt
    worker_growth: PositiveInt

    @property
    def doubted(self) -> float:
        """The highest confidence of a cell that something in the report contradicts: it is below
        `trust`, unless `trust` is 0."""
        return max(0.0, round(self.trust - _DOUBT_MARGIN, 6))


def load_yaml(path: Path, model: type[Model]) -> Model:
    """Load the file `path` as a `model`. Raises ConfigError, which names file, line and key."""
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
        raise ConfigError("\n".join(_messages(path, node, error))) from error


def _messages(path: Path, node: yaml.Node | None, error: ValidationError) -> Iterator[str]:
    for detail in error.errors():
        line, key = _locate(node, detail["loc"])
        yield f"{path}:{line}: {key}: {detail['msg']}"


def _locate(node: yaml.Node | None, location: tuple[int | str, ...]) -> tuple[int, str]:
    """The line and the full key of a pydantic error location.

    The line is that of the deepest node of `location` that exists in the file. For a union of
    models pydantic adds the model's name to the location; that name is left out of the key.
    """
    line, key = node.start_mark.line + 1 if node else 1, []
    for step in location:
        child = _child(node, step)
        if child is not None:
            node, line = child, child.start_mark.line + 1
        if child is not None or step == location[-1]:
            key.append(str(step))
    return line, ".".join(key)


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    return None
