"""The door to LibreOffice: old Office files become new ones, offline and within limits."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from gouji.pipeline.errors import Damaged, MissingTool, TimedOut, TooLarge

INSTALL = "apt install libreoffice-writer libreoffice-calc"
PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 50
_MEMORY = 4 << 30  # bytes of address space, of which it uses a part
_LARGEST = 200 << 20
_PR_SET_PDEATHSIG = 1
# No macros, no linked files, no update of links, whatever the document asks for.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_NOWHERE = "http://127.0.0.1:9"


def find_program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def convert(data: bytes, suffix: str, target: str) -> bytes:
    """`data`, a file of `suffix`, as `target` ("docx", "xlsx"). Raises ReportError."""
    program = find_program()
    if program is None:
        raise MissingTool(f"LibreOffice: {INSTALL}")
    with TemporaryDirectory(prefix="gouji-") as folder:
        return _convert(program, Path(folder), data, suffix, target)


def _convert(program: str, folder: Path, data: bytes, suffix: str, target: str) -> bytes:
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    source, out = folder / f"in{suffix}", folder / "out"
    source.write_bytes(data)
    words = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    words += ["--norestore", "--nolockcheck", "--nodefault", "--convert-to", target]
    _run([*words, "--outdir", str(out), str(source)], folder)
    made = out / f"in.{target}"
    if not made.is_file():
        raise Damaged("LibreOffice")
    if made.stat().st_size > _LARGEST:
        raise TooLarge(f"> {_LARGEST} bytes")
    return made.read_bytes()


def _run(words: list[str], folder: Path) -> None:
    """Run in a group of its own, which ends as a whole: soffice is a script with children."""
    places = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ.get("PATH", "")}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), _NOWHERE)
    process = subprocess.Popen(
        words, cwd=folder, env=places | proxies, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=_prepare,
    )  # fmt: skip
    try:
        status = process.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise TimedOut(f"LibreOffice > {_SECONDS} s") from error
    finally:
        _end(process)
    if status:
        raise Damaged(f"LibreOffice: {status}")


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _prepare() -> None:
    """It needs more address space than a worker has, and ends with the worker."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
