"""What is installed, which models and configs are in use, what is missing for which medium."""

from __future__ import annotations

import platform
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement
from rich.console import Console
from rich.text import Text

from gouji import __version__
from gouji.configs import FOLDER
from gouji.models.artefacts import FOLDER as ARTEFACTS
from gouji.models.artefacts import ArtefactError, load_card, load_models
from gouji.pipeline.configs import RunConfig, load_yaml
from gouji.pipeline.errors import ConfigError
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import load_rules
from gouji.pipeline.ingest import SUFFIXES
from gouji.pipeline.ingest.office.libreoffice import INSTALL, find_program
from gouji.text import printable

Grade = Literal["good", "optional", "bad"]  # bad: without it no report can be read

_SIGNS: dict[Grade, tuple[str, str]] = {
    "good": ("✓", "green"),
    "optional": ("–", "yellow"),
    "bad": ("✗", "red"),
}
_FOR_DEVELOPERS = "test"
_PUBLISHED_AS = ("html", "text", "markdown", "pdf", "scan", "image", "docx", "xlsx")
_BY_LIBREOFFICE = ("doc", "xls")


@dataclass(frozen=True, slots=True)
class State:
    """One thing that was looked at, and what was seen."""

    name: str
    grade: Grade
    said: str


def print_state(console: Console | None = None) -> int:
    """Print the state of this installation; 0 if reports can be read, else 1."""
    console = console or Console()
    bad = False
    for title, look in _CHAPTERS.items():
        console.print(Text(title, "bold"))
        for state in look():
            sign, style = _SIGNS[state.grade]
            said = printable(state.said)
            console.print(Text.assemble((f"  {sign} ", style), f"{state.name:<12} ", said))
            bad = bad or state.grade == "bad"
    if bad:
        console.print(Text("✗ 还不能读取报告，见上面标 ✗ 的各项。 Not ready, see ✗ above.", "red"))
    else:
        console.print(Text("✓ 可以读取报告。 Ready to read reports.", "green"))
    return int(bad)


def _find_program() -> Iterator[State]:
    yield State("gouji", "good", f"{__version__} · {Path(__file__).parent}")
    yield State("python", "good", f"{platform.python_version()} · {sys.executable}")
    yield State("system", "good", platform.platform())


def _find_libraries() -> Iterator[State]:
    """What reading needs one by one; of an extra only what is missing."""
    extras: dict[str, list[State]] = defaultdict(list)
    for required in _required():
        extras[_extra(required)].append(_find_library(required))
    yield from extras.pop("", [])
    extras.pop(_FOR_DEVELOPERS, None)
    for extra, states in extras.items():
        missing = [one.name for one in states if one.grade == "bad"]
        said = f"缺少 lacks {', '.join(missing)}: pip install 'gouji[{extra}]'"
        grade: Grade = "optional" if missing else "good"
        yield State(f"[{extra}]", grade, said if missing else f"{len(states)} 个 libraries")


def _required() -> list[Requirement]:
    try:
        return [Requirement(line) for line in metadata.requires("gouji") or ()]
    except metadata.PackageNotFoundError:  # run from a folder of sources
        return []


def _extra(required: Requirement) -> str:
    """The extra that asks for a library; "" where reading itself does."""
    if required.marker is None or required.marker.evaluate({"extra": ""}):
        return ""
    return str(required.marker).partition("extra == ")[2].strip("\"'")


def _find_library(required: Requirement) -> State:
    try:
        version = metadata.version(required.name)
    except metadata.PackageNotFoundError:
        return State(required.name, "bad", f"未安装 not installed {required.specifier}")
    if not required.specifier.contains(version):
        said = f"{version}，应为 instead of {required.specifier}"
        return State(required.name, "optional", said)
    return State(required.name, "good", version)


def _find_models() -> Iterator[State]:
    try:
        load_models()
        card = load_card()
    except (ArtefactError, OSError, ValueError) as error:
        yield State("models", "bad", str(error))
        return
    yield State("version", "good", f"{card['version']} · {ARTEFACTS}")
    corpus, count, seed = (card.get(key) for key in ("corpus", "count", "seed"))
    yield State("corpus", "good", f"{str(corpus)[:12]} × {count} · seed {seed}")


def _find_configs() -> Iterator[State]:
    yield State("folder", "good", str(FOLDER))
    yield _try("forms", lambda: load_forms(FOLDER / "forms"))
    yield _try("rules", lambda: (rule.rule for rule in load_rules(FOLDER / "rules")))
    yield _try("run.yaml", lambda: _settings(load_yaml(FOLDER / "run.yaml", RunConfig)))


def _settings(config: RunConfig) -> Iterator[str]:
    return (f"{name}={value}" for name, value in config.model_dump().items())


def _try(name: str, load: Callable[[], Iterable[str]]) -> State:
    try:
        return State(name, "good", ", ".join(load()))
    except ConfigError as error:
        return State(name, "bad", str(error))


def _find_media() -> Iterator[State]:
    suffixes: dict[str, list[str]] = {medium: [] for medium in _PUBLISHED_AS}
    for suffix, medium in SUFFIXES.items():
        suffixes.setdefault(medium, []).append(suffix)
    for medium, own in suffixes.items():
        lacks = _find_lack(medium) if own else "本版本不读取 not read by this version"
        said = " ".join([*own, *([lacks] if lacks else [])])
        yield State(medium, "optional" if lacks else "good", said)


def _find_lack(medium: str) -> str:
    """What is missing for a medium, "" if nothing is."""
    if medium in _BY_LIBREOFFICE and not find_program():
        return f"缺少 lacks LibreOffice: {INSTALL}"
    return ""


_CHAPTERS: dict[str, Callable[[], Iterator[State]]] = {
    "程序 program": _find_program,
    "程序库 libraries": _find_libraries,
    "模型 models": _find_models,
    "配置 configs": _find_configs,
    "媒体 media": _find_media,
}
