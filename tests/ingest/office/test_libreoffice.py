"""Old Office files: LibreOffice is asked, with small fakes in its place."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from gouji.pipeline.errors import Damaged, MissingTool, TimedOut
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.office import libreoffice
from tests.ingest.pdf.printed import save

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")


def fake(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def converted(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("一、总体情况")
    path = folder / "made.docx"
    path.write_bytes(save(document))
    return path


def test_without_libreoffice_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool) as error:
        ingest(OLD, "a.doc")
    assert "apt install libreoffice" in error.value.message_zh
    assert "LibreOffice" in error.value.message_en


# soffice -env:… --headless … --convert-to docx --outdir OUT IN
COPY = 'for last; do :; done; out="$(dirname "$last")/out"; mkdir -p "$out"; cp {} "$out/in.docx"'


def test_what_libreoffice_makes_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake(monkeypatch, tmp_path, COPY.format(converted(tmp_path)))
    document = ingest(OLD, "a.doc")
    assert (document.text, document.media) == ("一、总体情况\n", "doc")


def test_it_is_told_to_run_nothing_and_to_fetch_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    profile = "$HOME/profile/user/registrymodifications.xcu"
    script = f'echo "$@" > {log}; env >> {log}; cat {profile} >> {log};'
    fake(monkeypatch, tmp_path, script + COPY.format(converted(tmp_path)))
    monkeypatch.setenv("SECRET", "1")
    ingest(OLD, "a.doc")
    said = log.read_text()
    assert "--headless" in said and "--convert-to docx" in said and "in.doc" in said
    assert "http_proxy=http://127.0.0.1:9" in said and "SECRET" not in said
    assert "DisableMacrosExecution" in said and "BlockUntrustedRefererLinks" in said


def test_failing_or_making_nothing_is_damaged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for script in ("exit 1", "exit 0", COPY.format("/bin/sh")):
        fake(monkeypatch, tmp_path, script)
        with pytest.raises(Damaged):
            ingest(OLD, "a.doc")


def test_hanging_is_ended_with_all_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    left = tmp_path / "left"
    fake(monkeypatch, tmp_path, f"(sleep 3; touch {left}) & sleep 60")
    monkeypatch.setattr(libreoffice, "_SECONDS", 1)
    with pytest.raises(TimedOut):
        ingest(OLD, "a.doc")
    import time

    time.sleep(3.5)
    assert not left.exists()
