"""Converts old Office files with LibreOffice, offline and within limits."""

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
# Seconds that a conversion may take.
_MAX_SECONDS = 50
# Bytes of address space, of which LibreOffice uses only a part.
_MAX_MEMORY = 4 << 30
# Bytes of the largest converted file.
_MAX_BYTES = 200 << 20
# The option of prctl by which a process is killed when its parent ends.
_PR_SET_PDEATHSIG = 1
# A user profile that disables macros, linked files and the update of links.
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
_NO_PROXY = "http://127.0.0.1:9"  # a proxy that nothing listens at, so that nothing is fetched


def find_program() -> str | None:
    """Return the path of LibreOffice, None if it is not installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def convert(data: bytes, suffix: str, target: str) -> bytes:
    """Return the file `data`, which has `suffix`, in the format `target` ("docx" or "xlsx").

    Raises ReportError.
    """
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
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--norestore", "--nolockcheck", "--nodefault", "--convert-to", target]
    _run([*command, "--outdir", str(out), str(source)], folder)
    converted = out / f"in.{target}"
    if not converted.is_file():
        raise Damaged("LibreOffice")
    if converted.stat().st_size > _MAX_BYTES:
        raise TooLarge(f"> {_MAX_BYTES} bytes")
    return converted.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    """Run a command in a process group of its own, which is killed as a whole.

    soffice is a script that starts further processes.
    """
    environment = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ.get("PATH", "")}
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), _NO_PROXY)
    process = subprocess.Popen(
        command, cwd=folder, env=environment | proxies, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=_limit_process,
    )  # fmt: skip
    try:
        status = process.wait(_MAX_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise TimedOut(f"LibreOffice > {_MAX_SECONDS} s") from error
    finally:
        _kill_group(process)
    if status:
        raise Damaged(f"LibreOffice: {status}")


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _limit_process() -> None:
    """Allow more address space than a worker has, and end the process with the worker."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = _MAX_MEMORY if hard == resource.RLIM_INFINITY else min(_MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
