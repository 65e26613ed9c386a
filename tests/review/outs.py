"""An OUT with real readings and many doubts, and the review page over it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

import gouji
from gouji.inputs.shipped_rules import shipped_rules
from gouji.pipeline.store.datasets import read_table, rewrite_reports
from gouji.review.web.app import Access, create_app

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
NAMES = ("03-bar-lines-contradiction.txt", "05-official-layout.html", "11-scan-with-seal.pdf")
EVIL_AGENCY = '<script>alert(1)</script>"县"人民政府'
EVIL_NAME = "a'b&<img src=x onerror=alert(2)> ..%2f.html"
needs_scan = pytest.mark.skipif(
    find_spec("rapidocr") is None, reason="needs the extra gouji[scan], which reads scans"
)
# At this threshold many cells are doubtful.
TRUST = 0.9995


def read_samples(folder: Path) -> Path:
    """An OUT with three samples and a report that holds markup."""
    inputs = folder / "in"
    inputs.mkdir()
    for name in NAMES:
        shutil.copy(SAMPLES / name, inputs / name)
    html = (SAMPLES / NAMES[1]).read_text("utf-8")
    marked = html.replace("霁州市人民政府", '&lt;script&gt;alert(1)&lt;/script&gt;"县"人民政府')
    (inputs / EVIL_NAME.replace("/", "")).write_text(marked, "utf-8")
    out = folder / "out"
    gouji.run([inputs], out, jobs=0)
    doubt(out, TRUST)
    return out


def doubt(out: Path, trust: float) -> None:
    """Have every report of `out` doubt its cells below this threshold."""
    rows = read_table(out, "reports").to_pylist()
    changes = {}
    for row in rows:
        settings = json.loads(row["settings"]) | {"trust": trust}
        agency = EVIL_AGENCY if "onerror" in row["source"] else row["agency"]
        changes[row["report"]] = {"settings": json.dumps(settings), "agency": agency}
    rewrite_reports(out, changes)


def offer_others(out: Path, report: str, table: str, *others: tuple[str, str, float]) -> None:
    """Have a report of `out` hold other readings of cells of a table: row, column, value."""
    rows = read_table(out, "reports").to_pylist()
    [printed] = [row["printed_tables"] for row in rows if row["report"] == report]
    for one in printed:
        if one["table"] == table:
            names = ("row", "column", "value")
            one["alternatives"] = [dict(zip(names, other, strict=True)) for other in others]
    rewrite_reports(out, {report: {"printed_tables": printed}})


def find_report(out: Path, name: str) -> str:
    """The id of a report by a part of its path."""
    rows = read_table(out, "reports").to_pylist()
    return next(str(row["report"]) for row in rows if name in row["source"])


def open_client(out: Path, name: str = "张三", url: str | None = None) -> TestClient:
    """A reviewer who has signed in."""
    access = Access(("testserver",))
    client = TestClient(create_app(out, shipped_rules(), access, url))
    return sign_in(client, name)


def sign_in(client: TestClient, name: str) -> TestClient:
    response = client.post("/sign-in", data={"name": name}, follow_redirects=False)
    assert response.status_code == 303
    return client


def another(client: TestClient, name: str) -> TestClient:
    """Another reviewer of the same server."""
    return sign_in(TestClient(client.app), name)


def find_csrf(client: TestClient) -> str:
    found = re.search(r'name="csrf" content="([^"]+)"', client.get("/guide").text)
    assert found
    return found[1]


def find_lines(html: str) -> list[dict[str, object]]:
    """The subjects of the items of a page."""
    return [json.loads(unescape(line)) for line in re.findall(r'data-line="([^"]+)"', html)]


@contextmanager
def run_server(out: Path, access: Access | None = None) -> Iterator[str]:
    """The address of a real server in a thread."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(
        create_app(out, shipped_rules(), access), "127.0.0.1", port, log_level="warning"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
