"""What keeps others out: one test for each promise."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from gouji.inputs.shipped_rules import shipped_rules
from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url
from gouji.pipeline.store.decisions.tables import EVENTS
from gouji.review.web.app import Access, create_app
from gouji.review.web.security import COOKIE, Signer, TokenGate, load_key
from gouji.review.web.serve import Address, ReviewError

from .outs import another, find_csrf, find_lines, find_report, open_client

TOKEN = "a-token-of-many-characters"


def test_other_addresses_need_a_token_and_a_name() -> None:
    assert Address().to_access().token == ""
    with pytest.raises(ReviewError, match="--token"):
        Address("192.168.1.2").to_access()
    with pytest.raises(ReviewError, match="--token"):
        Address("192.168.1.2", token="short").to_access()
    with pytest.raises(ReviewError, match="--allow-host"):
        Address("0.0.0.0", token=TOKEN).to_access()
    access = Address("0.0.0.0", token=TOKEN, hosts=("review.local",)).to_access()
    assert "review.local" in access.hosts
    assert "0.0.0.0" not in access.hosts


def test_a_wrong_token_is_refused_logged_and_limited(out: Path) -> None:
    client = TestClient(create_app(out, shipped_rules(), Access(("testserver",), TOKEN)))
    answers = [
        client.post("/sign-in", data={"name": "甲", "token": "x"}).status_code for _ in range(6)
    ]
    assert answers == [403] * 5 + [429]
    right = client.post("/sign-in", data={"name": "甲", "token": TOKEN})
    assert right.status_code == 429  # also with the right one, until a minute has passed
    with Journal.open(find_url(out)).engine.begin() as connection:
        events = connection.execute(select(EVENTS.c.event)).scalars().all()
    assert events == ["token refused"] * 5


def test_the_limit_ends_after_a_minute() -> None:
    clock = [0.0]
    gate = TokenGate(TOKEN, lambda: clock[0])
    for _ in range(5):
        assert not gate.accepts("1.2.3.4", "x")
    assert gate.is_blocked("1.2.3.4")
    assert not gate.is_blocked("5.6.7.8")
    clock[0] = 61.0
    assert not gate.is_blocked("1.2.3.4")
    assert gate.accepts("1.2.3.4", TOKEN)


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "127.0.0.1.evil.example"]
)
def test_a_request_for_another_host_is_refused(out: Path, host: str) -> None:
    client = open_client(out)
    assert client.get("/", headers={"host": host}).status_code == 400


def test_without_a_session_nothing_is_shown_and_nothing_stored(out: Path) -> None:
    client = TestClient(create_app(out, shipped_rules(), Access(("testserver",))))
    for page in ("/", "/work", "/report?id=x", "/stats"):
        assert client.get(page, follow_redirects=False).headers["location"] == "/sign-in"
    scan = find_report(out, "11-scan")
    assert client.get(f"/picture/page?report={scan}&page=1").status_code == 401
    assert client.post("/decisions", json={"decisions": []}).status_code == 401


def test_a_forged_session_is_none(out: Path) -> None:
    client = open_client(out)
    genuine = client.cookies[COOKIE]
    forged = Signer("another key").open_session("张三")
    for cookie in (forged, genuine[:-2] + "xx", "", "a.b.c"):
        fresh = TestClient(client.app, cookies={COOKIE: cookie})
        assert fresh.get("/", follow_redirects=False).status_code == 303, cookie


def test_cookies_stay_in_the_browser(out: Path) -> None:
    client = TestClient(create_app(out, shipped_rules(), Access(("testserver",))))
    header = client.post("/sign-in", data={"name": "甲"}, follow_redirects=False).headers[
        "set-cookie"
    ]
    assert "HttpOnly" in header
    assert "SameSite=strict" in header


@pytest.mark.parametrize("page", ["/decisions", "/decide", "/undo", "/sheet"])
def test_a_form_of_another_session_is_refused(out: Path, page: str) -> None:
    client = open_client(out)
    other = find_csrf(another(client, "李四"))
    for token in ("", "x", other):
        if page == "/decisions":
            response = client.post(page, json={"decisions": []}, headers={"x-csrf-token": token})
        else:
            response = client.post(page, data={"csrf": token, "line": "{}", "answer": "{}"})
        assert response.status_code == 403


def test_a_form_of_another_site_is_refused(out: Path) -> None:
    client = open_client(out)
    form = {"csrf": find_csrf(client)}
    for header in (
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
    ):
        assert client.post("/undo", data=form, headers=header).status_code == 403
    own = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert client.post("/undo", data=form, headers=own).status_code == 200


@pytest.mark.parametrize(
    "page", ["/", "/work", "/sheet", "/audit", "/report?id={report}", "/sign-in"]
)
def test_no_script_and_no_style_is_written_into_a_page(out: Path, page: str) -> None:
    client = open_client(out)
    response = client.get(page.format(report=find_report(out, "onerror")))
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)", response.text)
    assert not re.search(r"<style|\sstyle=|\son\w+=\"|javascript:", response.text)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"],
)
def test_no_path_of_a_request_reaches_other_files(out: Path, path: str) -> None:
    client = open_client(out)
    assert client.get(path).status_code == 404
    assert client.get("/static/review.js").status_code == 200


def test_uploads_large_bodies_and_other_methods_are_refused(out: Path) -> None:
    client = open_client(out)
    assert client.post("/decide", files={"file": b"x"}).status_code == 415
    header = {"x-csrf-token": find_csrf(client), "content-type": "application/json"}
    assert client.post("/decisions", content=b" " * (2 << 20), headers=header).status_code == 413
    assert client.put("/decisions", json={}).status_code == 405
    assert client.request("DELETE", "/").status_code == 405


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"decisions": 1}', b'{"decisions": [1]}', b"[" * 100000, b'{"decisions": [' + b"{}," * 300 + b"{}]}"],
)  # fmt: skip
def test_what_is_no_list_of_decisions_is_refused(out: Path, body: bytes) -> None:
    client = open_client(out)
    header = {"x-csrf-token": find_csrf(client), "content-type": "application/json"}
    assert client.post("/decisions", content=body, headers=header).status_code == 400


def test_who_and_when_is_what_the_server_knows(out: Path) -> None:
    client = open_client(out)
    [line, *_] = find_lines(client.get("/work?doubt=cell").text)
    sent = {
        **line,
        "status": "blank",
        "id": "x1",
        "by": "别人",
        "at": "1999-01-01T00:00:00Z",
        "versions": "forged",
        "batch": 1,
    }
    header = {"x-csrf-token": find_csrf(client)}
    assert client.post("/decisions", json={"decisions": [sent, sent]}, headers=header).json()[
        "stored"
    ]
    [stored] = Journal.open(find_url(out)).read()
    decision = stored.decision
    assert (decision.by, decision.id, decision.extra) == ("张三", "x1", {})
    assert decision.at.year > 2020
    assert decision.versions != "forged"


def test_the_key_is_kept_and_readable_by_its_owner_only(out: Path) -> None:
    key = load_key(out)
    assert load_key(out) == key
    assert stat.S_IMODE((out / ".review-key").stat().st_mode) == 0o600
    assert len(key) >= 40


def test_the_way_back_stays_on_this_server(out: Path) -> None:
    client = open_client(out)
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        response = client.get(
            "/language", params={"to": "en", "back": back}, follow_redirects=False
        )
        assert response.headers["location"] == "/"
