"""An extractor for files that a test writes: the first word of a file decides the outcome."""

from __future__ import annotations

import sys
from decimal import Decimal
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from gouji import reading
from gouji.configs import FOLDER
from gouji.pipeline.batch import engines
from gouji.pipeline.configs import RunConfig
from gouji.pipeline.errors import NotAReport
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.records import Cell, CellKey, Document, Finding, Report, Section
from tests.batch import fault_injection

CONFIG = RunConfig(
    trust=0.8,
    max_bytes=10_000,
    max_fragments=100,
    max_seconds=2,
    max_memory=256 << 20,
    worker_documents=1000,
    worker_growth=64 << 20,
)
TOTAL = CellKey("requests", "received", "total")
PERSON = CellKey("requests", "received", "natural_person")


class FakeExtractor:
    """Records the names of the files that it reads."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, data: bytes, name: str, kit: Any = None) -> Report:
        self.names.append(name)
        text = data.decode("utf-8", "surrogateescape")
        word = text.partition(" ")[0]
        if word == "page":
            raise NotAReport(name)
        if word == "bug":
            fault_injection.throw_bug()
        if word == "stop":
            raise KeyboardInterrupt
        return build_report(text, broken=word == "broken")

    def extract_all(self, data: bytes, name: str, kit: Any = None) -> tuple[Report, ...]:
        """One report; for a file that starts with "many", one report for each line."""
        lines = data.split(b"\n") if data.startswith(b"many") else [data]
        return tuple(self(line, name) for line in lines)


def build_report(text: str, *, broken: bool = False) -> Report:
    verdict: Any = "broken" if broken else "holds"
    return Report(
        Document(text, "text", ()),
        agency="获嘉县[red]人民政府",
        year=2021,
        form="2021",
        sections=(Section("requests", "三、申请", 0, 4, 0.95),),
        cells=(
            Cell("2021", PERSON, "read", Decimal(3), "3", 0.99, start=0, end=1),
            Cell("2021", TOTAL, "unreadable", None, "\x1b[31m4", 0.5, suggested=3),
        ),
        findings=(
            Finding(
                "row_total",
                "received",
                verdict,
                "error",
                "申请人之和 3 不等于总计 4。",
                "The applicants add up to 3, the total says 4.",
                Decimal(3),
                Decimal(4),
                (PERSON, TOTAL),
                cause="source",
            ),
        ),
    )


def install(extractor: FakeExtractor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the real extractor in this process."""
    module = ModuleType("gouji.pipeline.extract")
    forms = load_forms(FOLDER / "forms")
    kit = SimpleNamespace(config=CONFIG, forms=forms, versions="fake-1")
    module.__dict__.update(extract=extractor, extract_all=extractor.extract_all)
    monkeypatch.setitem(sys.modules, "gouji.pipeline.extract", module)
    loader = ModuleType("gouji.pipeline.kit")
    loader.__dict__.update(load_kit=lambda configs, artefacts=None: kit)
    monkeypatch.setitem(sys.modules, "gouji.pipeline.kit", loader)
    monkeypatch.setattr(reading, "_LOADED", {})
    monkeypatch.setattr(engines, "count_cores", lambda: 0)
