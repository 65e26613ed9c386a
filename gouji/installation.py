"""`gouji doctor`: installed libraries, models and configs in use, what each medium lacks."""

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
from gouji.models.artefacts import ArtefactError, load_card, load_models
from gouji.models.versions import InUse, find_home, find_in_use, list_versions
from gouji.pipeline.configs import RunConfig, load_yaml
from gouji.pipeline.errors import ConfigError
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import load_rules
from gouji.pipeline.ingest.office.libreoffice import INSTALL, find_program
from gouji.pipeline.ingest.scan.ocr import find_missing, find_models
from gouji.pipeline.media import JSON_SUFFIX, MEDIA_BY_SUFFIX
from gouji.text import printable

# good: usable. optional: missing or of another version, and reports can still be read. bad: no
# report can be read without it.
Grade = Literal["good", "optional", "bad"]

_SIGNS: dict[Grade, tuple[str, str]] = {
    "good": ("✓", "green"),
    "optional": ("–", "yellow"),
    "bad": ("✗", "red"),
}
_DEVELOPER_EXTRA = "test"
# Media in which agencies publish their reports.
_PUBLISHED_MEDIA = ("html", "text", "markdown", "pdf", "scan", "image", "docx", "xlsx")
# What writes the JSON that is read.
_CONVERTERS = "docling, MinerU content_list"
# Media that LibreOffice converts.
_LIBREOFFICE_MEDIA = ("doc", "xls")
# Media that OCR reads.
_OCR_MEDIA = ("scan", "image")


@dataclass(frozen=True, slots=True)
class Component:
    """A library, model, config or medium. `detail`: version, path or fault."""

    name: str
    grade: Grade
    detail: str


def print_installation(console: Console | None = None) -> int:
    """Print the components of this installation. Returns 0 if reports can be read, else 1."""
    console = console or Console()
    is_bad = False
    for title, inspect in _CHAPTERS.items():
        console.print(Text(title, "bold"))
        for component in inspect():
            sign, style = _SIGNS[component.grade]
            detail = printable(component.detail)
            console.print(Text.assemble((f"  {sign} ", style), f"{component.name:<12} ", detail))
            is_bad = is_bad or component.grade == "bad"
    if is_bad:
        console.print(Text("✗ 尚不能读取报告，见上文标 ✗ 的各项。 Not ready, see ✗ above.", "red"))
    else:
        console.print(Text("✓ 可以读取报告。 Ready to read reports.", "green"))
    return int(is_bad)


def _inspect_program() -> Iterator[Component]:
    yield Component("gouji", "good", f"{__version__} · {Path(__file__).parent}")
    yield Component("python", "good", f"{platform.python_version()} · {sys.executable}")
    yield Component("system", "good", platform.platform())


def _inspect_libraries() -> Iterator[Component]:
    """Each library that reading needs, and one line for each extra."""
    extras: dict[str, list[Component]] = defaultdict(list)
    for requirement in _requirements():
        extras[_extra_of(requirement)].append(_inspect_library(requirement))
    yield from extras.pop("", [])
    extras.pop(_DEVELOPER_EXTRA, None)
    for extra, libraries in extras.items():
        missing = [library.name for library in libraries if library.grade == "bad"]
        lacks = f"缺少 lacks {', '.join(missing)}: pip install 'gouji[{extra}]'"
        grade: Grade = "optional" if missing else "good"
        detail = lacks if missing else f"{len(libraries)} 个 libraries"
        yield Component(f"[{extra}]", grade, detail)


def _requirements() -> list[Requirement]:
    try:
        return [Requirement(line) for line in metadata.requires("gouji") or ()]
    except metadata.PackageNotFoundError:  # not installed, run from the source folder
        return []


def _extra_of(requirement: Requirement) -> str:
    """The extra that requires a library; "" if every installation does."""
    if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
        return ""
    return str(requirement.marker).partition("extra == ")[2].strip("\"'")


def _inspect_library(requirement: Requirement) -> Component:
    name, versions = requirement.name, requirement.specifier
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Component(name, "bad", f"未安装 not installed {versions}")
    if not versions.contains(version):
        return Component(name, "optional", f"{version}，应为 instead of {versions}")
    return Component(name, "good", version)


def _inspect_models() -> Iterator[Component]:
    try:
        in_use = find_in_use()
        load_models(in_use.folder)
        card = load_card(in_use.folder)
    except (ArtefactError, OSError, ValueError) as error:
        yield Component("models", "bad", str(error))
        return
    yield Component("version", "good", f"{card['version']} · {in_use.folder}")
    yield Component("in use", "good", _describe_origin(in_use))
    yield Component("own", "good", ", ".join(list_versions()) or f"无 none · {find_home()}")
    for name, digest in find_models().items():
        yield Component(name, "good", f"OCR · sha256 {digest}")
    corpus, count, seed = (card.get(key) for key in ("corpus", "count", "seed"))
    yield Component("corpus", "good", f"{str(corpus)[:12]} × {count} · seed {seed}")


def _describe_origin(in_use: InUse) -> str:
    """Where the version in use came from, and since when it has been so."""
    promotion = in_use.promotion
    source = "随程序安装 shipped" if in_use.is_shipped else "自行训练 trained here"
    if promotion is None:
        return source
    action = {"promote": "启用 promoted", "rollback": "换回 rolled back"}[promotion.action]
    reason = f"（{promotion.why}）" if promotion.why else ""
    return f"{source} · {promotion.at} {promotion.who} {action}{reason}"


def _inspect_configs() -> Iterator[Component]:
    yield Component("folder", "good", str(FOLDER))
    yield _inspect_config("forms", lambda: load_forms(FOLDER / "forms"))
    yield _inspect_config("rules", lambda: (rule.rule for rule in load_rules(FOLDER / "rules")))
    yield _inspect_config(
        "run.yaml", lambda: _format_settings(load_yaml(FOLDER / "run.yaml", RunConfig))
    )


def _format_settings(config: RunConfig) -> Iterator[str]:
    return (f"{name}={value}" for name, value in config.model_dump().items())


def _inspect_config(name: str, load: Callable[[], Iterable[str]]) -> Component:
    try:
        return Component(name, "good", ", ".join(load()))
    except ConfigError as error:
        return Component(name, "bad", str(error))


def _inspect_media() -> Iterator[Component]:
    suffixes: dict[str, list[str]] = {medium: [] for medium in _PUBLISHED_MEDIA}
    for suffix, medium in MEDIA_BY_SUFFIX.items():
        suffixes.setdefault(medium, []).append(suffix)
    suffixes["scan"] = suffixes["pdf"]
    suffixes["json"] = [f"{JSON_SUFFIX} ({_CONVERTERS})"]
    for medium, known_suffixes in suffixes.items():
        lacks = (
            _find_missing_program(medium)
            if known_suffixes
            else "本版本不读取 not read by this version"
        )
        detail = " ".join([*known_suffixes, *([lacks] if lacks else [])])
        yield Component(medium, "optional" if lacks else "good", detail)


def _find_missing_program(medium: str) -> str:
    """The program that a medium needs and that is not installed; "" if there is none."""
    if medium in _LIBREOFFICE_MEDIA and not find_program():
        return f"缺少 lacks LibreOffice: {INSTALL}"
    if medium in _OCR_MEDIA and (missing := find_missing()):
        return f"缺少 lacks {missing}"
    return ""


_CHAPTERS: dict[str, Callable[[], Iterator[Component]]] = {
    "程序 program": _inspect_program,
    "程序库 libraries": _inspect_libraries,
    "模型 models": _inspect_models,
    "配置 configs": _inspect_configs,
    "媒体 media": _inspect_media,
}
