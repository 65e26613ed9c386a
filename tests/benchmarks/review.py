"""The review page: keys a cell of a reviewer who knows the truth, and the times of the server.

A scripted reviewer answers the doubtful cells of synthetic reports in Chromium. It presses one key
for an answer that the page offers, else the digits and Enter. The times of the server are those of
requests to `gouji review` over 100,000 open items, on the machine that runs this.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pyarrow as pa

ROOT = Path(__file__).parents[2]
SEED, PORT = 20231, 8799
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--decisions", type=int, default=500)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        out, truth = read_reports(Path(folder), options.reports)
        print("| reviewer who knows the truth | |\n|---|--:|")
        measure_keys(out, truth, options.cells)
        print(f"\n| server, {options.items} open items | ms |\n|---|--:|")
        measure_server(multiply(out, Path(folder) / "large", options.items), options.decisions)


def read_reports(folder: Path, count: int) -> tuple[Path, Mapping[tuple[str, str], Any]]:
    """Synthetic texts and web pages, read with the shipped models, and the truth of each cell."""
    import hashlib

    import gouji
    from gouji.configs import FOLDER
    from gouji.pipeline.forms.form import load_forms
    from gouji.training.corpus.drawing import draw_sample

    forms = load_forms(FOLDER / "forms")
    truth: dict[tuple[str, str], Any] = {}
    (folder / "in").mkdir()
    for number in range(count):
        sample = draw_sample(Random(f"{SEED}/{number}"), forms, f"r{number}")
        (folder / "in" / sample.name).write_bytes(sample.data)
        report = hashlib.sha256(sample.data).hexdigest()
        truth |= {(report, str(key)): cell for key, cell in sample.cells.items()}
    gouji.run([folder / "in"], folder / "out", jobs=0)
    return folder / "out", truth


DRAW = """code => {
  const start = performance.now();
  document.body.dispatchEvent(new KeyboardEvent('keydown', {code, key: code, bubbles: true}));
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""


def measure_keys(out: Path, truth: Mapping[tuple[str, str], Any], most: int) -> None:
    from playwright.sync_api import sync_playwright

    from tests.review.outs import run_server

    keys: list[int] = []
    drawn: list[float] = []
    with run_server(out) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(site + "/sign-in")
        page.fill("input[name=name]", "script")
        page.click("main button")
        page.goto(site + "/work?doubt=cell")
        while len(keys) < most:
            page.wait_for_selector(".item.current:not([data-done]), #done")
            if page.locator("#done").count():
                break
            item = page.locator(".item.current")
            line = json.loads(item.get_attribute("data-line") or "")
            answer = find_answer(truth[line["report"], line["cell"]])
            offered = page.evaluate(
                "[...document.querySelectorAll('.item.current .choices button[data-name]')]"
                ".map(one => [one.dataset.name, one.value])"
            )
            names = [
                name
                for name, value in offered
                if name and value and {"value": None, **json.loads(value)} == answer
            ]
            code = {"accept": "Enter", "suggest": "Period", "blank": "Slash", "absent": "Comma",
                    "unreadable": "Backslash"}.get(names[0]) if names else None  # fmt: skip
            if code:
                keys.append(1)
                drawn.append(page.evaluate(DRAW, code))
            else:
                typed = f"{answer.get('value', 0):g}" if answer["status"] == "read" else "0"
                keys.append(len(typed) + 1)
                page.keyboard.type(typed)
                page.keyboard.press("Enter")
        page.wait_for_selector("#saving[data-waiting='0']")
        browser.close()
    print(f"| doubtful cells | {len(keys)} |")
    print(f"| keys a cell | {sum(keys) / len(keys):.2f} |")
    print(f"| next item drawn, median (ms) | {median(drawn):.1f} |")
    print(f"| next item drawn, 99th percentile (ms) | {quantiles(drawn, n=100)[98]:.1f} |")


def find_answer(cell: Any) -> dict[str, Any]:
    value = None if cell.value is None else float(cell.value)
    if value is not None and value.is_integer():
        value = int(value)
    return {
        "status": cell.status,
        **({"value": value} if cell.status == "read" else {"value": None}),
    }


def multiply(out: Path, large: Path, items: int) -> Path:
    """Copies of the reports of `out` under other ids, with nearly every cell in doubt."""
    from gouji.pipeline.store.datasets import commit, prepare, read_table

    tables = {
        name: read_table(out, name)
        for name in ("sections", "cells", "claims", "unplaced", "findings", "reports")
    }
    reports = [row for row in tables["reports"].to_pylist() if row["status"] == "ok"]
    prepare(large)
    copies = -(-items // (200 * len(reports)))
    for number in range(copies):
        part = {}
        for name, table in tables.items():
            rows = table.to_pylist()
            for row in rows:
                row["report"] = f"{number:04x}{row['report'][4:]}"
                if name == "reports":
                    row["settings"] = json.dumps(json.loads(row["settings"]) | {"trust": 1.0})
            part[name] = pa.Table.from_pylist(rows, schema=table.schema)
        commit(large, number + 1, part)
    return large


def measure_server(out: Path, count: int) -> None:
    from tests.review.outs import find_lines

    words = [sys.executable, "-m", "gouji", "review", str(out), "--no-browser", "--port", str(PORT)]
    started = time.perf_counter()
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT) as server:
        try:
            client = httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=60)
            while True:
                try:
                    client.get("/sign-in")
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            print(f"| start of the server | {1000 * (time.perf_counter() - started):.0f} |")
            client.post("/sign-in", data={"name": "bench"})
            csrf = client.get("/guide").text.split('name="csrf" content="')[1].split('"')[0]
            decisions: list[float] = []
            pages: list[float] = []
            while len(decisions) < count:
                begun = time.perf_counter()
                page = client.get("/work?doubt=cell")
                pages.append(1000 * (time.perf_counter() - begun))
                for line in find_lines(page.text):
                    body = {
                        "decisions": [
                            {**line, "status": "read", "value": 3, "id": f"b{len(decisions)}"}
                        ]
                    }
                    begun = time.perf_counter()
                    client.post(
                        "/decisions", json=body, headers={"x-csrf-token": csrf}
                    ).raise_for_status()
                    decisions.append(1000 * (time.perf_counter() - begun))
            print(f"| a decision, median | {median(decisions):.1f} |")
            print(f"| a decision, 99th percentile | {quantiles(decisions, n=100)[98]:.1f} |")
            print(f"| a page of items, median | {median(pages):.1f} |")
        finally:
            server.kill()


if __name__ == "__main__":
    main()
