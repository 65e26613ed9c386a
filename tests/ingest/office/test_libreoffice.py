"""Old Office files are converted by LibreOffice; shell scripts take its place here."""

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
    path = folder / "converted.docx"
    path.write_bytes(save(document))
    return path


def test_without_libreoffice_the_error_names_the_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingTool) as error:
        ingest(OLD, "a.doc")
    assert "apt install libreoffice" in error.value.message_zh
    assert "LibreOffice" in error.value.message_en


# soffice -env:… --headless … --convert-to docx --outdir OUT IN
COPY = 'for last; do :; done; out="$(dirname "$last")/out"; mkdir -p "$out"; cp {} "$out/in.docx"'


def test_the_converted_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake(monkeypatch, tmp_path, COPY.format(converted(tmp_path)))
    document = ingest(OLD, "a.doc")
    assert (document.text, document.media) == ("一、总体情况\n", "doc")


def test_macros_links_and_network_are_disabled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    profile = "$HOME/profile/user/registrymodifications.xcu"
    script = f'echo "$@" > {log}; env >> {log}; cat {profile} >> {log};'
    fake(monkeypatch, tmp_path, script + COPY.format(converted(tmp_path)))
    monkeypatch.setenv("SECRET", "1")
    ingest(OLD, "a.doc")
    output = log.read_text()
    assert "--headless" in output and "--convert-to docx" in output and "in.doc" in output
    assert "http_proxy=http://127.0.0.1:9" in output and "SECRET" not in output
    assert "DisableMacrosExecution" in output and "BlockUntrustedRefererLinks" in output


def test_a_failed_conversion_is_a_damaged_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for script in ("exit 1", "exit 0", COPY.format("/bin/sh")):
        fake(monkeypatch, tmp_path, script)
        with pytest.raises(Damaged):
            ingest(OLD, "a.doc")


def test_a_hanging_conversion_is_killed_with_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    survivor = tmp_path / "survivor"
    fake(monkeypatch, tmp_path, f"(sleep 3; touch {survivor}) & sleep 60")
    monkeypatch.setattr(libreoffice, "_MAX_SECONDS", 1)
    with pytest.raises(TimedOut):
        ingest(OLD, "a.doc")
    import time

    time.sleep(3.5)
    assert not survivor.exists()
