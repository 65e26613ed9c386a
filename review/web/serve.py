"""Runs the review page: checks where it may be reached from, and opens the browser."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import uvicorn

from gouji.pipeline.store.reviewed import Rules
from gouji.review.web.app import LOOPBACK, Access, create_app
from gouji.review.web.security import LEAST_TOKEN

_EVERYWHERE = ("0.0.0.0", "::", "")
_BROWSER_DELAY = 1.0  # Seconds after which the browser is opened.


class ReviewError(Exception):
    """The page cannot be started. The message is Chinese and English."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the page listens, which hosts a request may name besides, and its token."""

    host: str = "127.0.0.1"
    port: int = 8765
    hosts: tuple[str, ...] = ()
    token: str = ""

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    def to_access(self) -> Access:
        """What requests are compared with. Raises ReviewError where that is not safe."""
        is_local = self.host in LOOPBACK
        if not is_local and len(self.token) < LEAST_TOKEN:
            raise ReviewError(
                f"监听 {self.host} 须用 --token 或 GOUJI_REVIEW_TOKEN "
                f"设定至少 {LEAST_TOKEN} 个字符的口令。\n"
                f"To listen on {self.host}, set a token of {LEAST_TOKEN} characters or more by "
                "--token or GOUJI_REVIEW_TOKEN."
            )
        if self.host in _EVERYWHERE and not self.hosts:
            raise ReviewError(
                f"监听 {self.host} 须用 --allow-host 指明访问时使用的主机名或地址。\n"
                f"To listen on {self.host}, name the host that browsers use by --allow-host."
            )
        own = () if self.host in _EVERYWHERE else (self.host,)
        return Access((*LOOPBACK, *own, *self.hosts), self.token)


def serve(
    out: Path,
    rules: Rules,
    address: Address,
    database: str | None,
    is_opened: bool,
    tell: Callable[[str], None],
    for_training: bool = False,
) -> None:
    """Run the page until it is stopped; `tell` hears where it is. `for_training`: the reports from
    which models learn most come first. Raises ReviewError, StoreError and DatabaseError."""
    access = address.to_access()
    _check_port(address)
    try:
        app = create_app(out, rules, access, database, for_training)
    except OSError as error:
        reason = error.strerror or error
        raise ReviewError(f"无法写入 {out}：{reason}\n{out} cannot be written: {reason}") from error
    tell(f"审核页 review: {address.url}  (Ctrl-C 结束 ends)")
    if is_opened:
        Timer(_BROWSER_DELAY, webbrowser.open, [address.url]).start()
    uvicorn.run(app, host=address.host, port=address.port, log_level="warning", server_header=False)


def _check_port(address: Address) -> None:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise ReviewError(
                f"无法监听 {address.host}:{address.port}：{error.strerror}；"
                "请用 --port 另选端口。\n"
                f"Cannot listen on {address.host}:{address.port}: {error.strerror}; choose another "
                "--port."
            ) from error
