"""The page in a real browser: reviews by the keyboard alone, trouble with the connection."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url

from .browser import open_browser
from .outs import find_report, offer_others, run_server

pytestmark = pytest.mark.slow
SAVED = "#saving[data-waiting='0']"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def site(out: Path) -> Iterator[str]:
    with run_server(out) as address:
        yield address


@pytest.fixture
def sign_in(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """Opens a page for a reviewer; a script error fails the test."""
    contexts: list[Any] = []
    errors: list[str] = []

    def open_page(name: str = "张三", path: str = "/", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console", lambda line: errors.append(line.text) if "Security" in line.text else None
        )
        page.goto(site + "/sign-in")
        page.fill("input[name=name]", name)
        page.click("main button")
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def stored(out: Path) -> list[Any]:
    journal = Journal.open(find_url(out))
    try:
        return [one.decision for one in journal.read()]
    finally:
        journal.close()


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def wait_stored(page: Any, out: Path, count: int) -> None:
    """Wait up to 10 s until as many decisions are stored."""
    for _ in range(200):
        if len(stored(out)) >= count:
            return
        page.wait_for_timeout(50)


def wait_saved(page: Any) -> None:
    page.wait_for_selector(SAVED)


@pytest.mark.parametrize("name", ["11-scan", "05-official"])
def test_a_whole_report_is_reviewed_by_the_keyboard_alone(
    out: Path, sign_in: Callable[..., Any], name: str
) -> None:
    report = find_report(out, name)
    page = sign_in(path=f"/work?report={report}")
    pressed = 0
    while page.locator("#done").count() == 0 and pressed < 400:
        page.wait_for_selector(".item.current:not([data-done]), #done")
        if page.locator("#done").count():
            break
        press(page, "Enter")
        pressed += 1
    wait_saved(page)
    decisions = [one for one in stored(out) if one.subject.report == report]
    assert len(decisions) == pressed > 10
    assert len({one.subject for one in decisions}) == pressed
    assert all(one.seconds is not None and one.by == "张三" for one in decisions)
    cells = [one for one in decisions if one.subject.kind == "cell"]
    assert all(one.answer.status == one.was["status"] for one in cells)


def test_each_key_gives_its_answer(out: Path, sign_in: Callable[..., Any]) -> None:
    page = sign_in(path="/work?doubt=cell&media=scan")
    page.wait_for_selector(".item.current")
    press(page, "ArrowDown", "ArrowUp")  # skips, and goes back
    assert page.inner_text("#position").startswith("1/")
    press(page, "Numpad1", "2", "3", "Enter")
    press(page, "/")
    press(page, ",")
    wait_saved(page)
    answers = [one.answer.to_json() for one in stored(out)]
    assert answers[0] == {"status": "read", "value": 123}
    assert [answer["status"] for answer in answers[1:]] == ["blank", "absent"]


def test_another_reading_is_taken_by_one_key(out: Path, sign_in: Callable[..., Any]) -> None:
    report = find_report(out, "03-bar")
    offer_others(out, report, "requests", ("received", "total", 777), ("handled", "total", 778))
    for key, cell, value in ((";", "received", 777), ("a", "handled", 778)):
        line = json.dumps({"report": report, "cell": f"requests/{cell}/total"})
        page = sign_in(path=f"/item?line={line}")
        page.wait_for_selector(".item.current")
        press(page, key)
        wait_saved(page)
        assert stored(out)[-1].answer.to_json() == {"status": "read", "value": value}


def test_an_equation_is_decided_again_while_a_number_is_typed(
    out: Path, sign_in: Callable[..., Any]
) -> None:
    report = find_report(out, "03-bar")
    page = sign_in(path=f"/item?report={report}&area=requests/total")
    page.wait_for_selector(".item.current")
    handled = page.locator('.item[data-key="requests/handled/total"]')
    index = handled.evaluate("one => [...document.querySelectorAll('.item')].indexOf(one)")
    press(page, *["ArrowDown"] * index)
    equation = page.locator(".item.current .equation").first
    name = equation.locator(".name").inner_text()
    assert "不成立" in name or "未定" in name
    press(page, "4", "0")
    page.wait_for_selector(".item.current .equation [data-asked]:text-is('40')")
    verdicts = page.locator(".item.current .equation .verdict").all_inner_texts()
    assert "成立" in verdicts or "未定" in verdicts


def test_an_answer_changes_the_equations_of_the_other_items(
    out: Path, sign_in: Callable[..., Any]
) -> None:
    """The cells of a column are in one equation: it is decided with what was just answered."""
    report = find_report(out, "03-bar")
    page = sign_in(path=f"/item?report={report}&area=requests/total")
    page.wait_for_selector(".item.current")

    def go_to(key: str) -> Any:
        item = page.locator(f'.item[data-key="requests/{key}/total"]')
        index = item.evaluate("one => [...document.querySelectorAll('.item')].indexOf(one)")
        current = page.evaluate(
            "[...document.querySelectorAll('.item')].findIndex(one => one.matches('.current'))"
        )
        press(page, *["ArrowDown"] * (index - current), *["ArrowUp"] * (current - index))
        return item.locator(".equation", has_text="新收加结转")

    last = page.locator('.item[data-key="requests/carried_out/total"]').get_attribute("id")
    page.goto(f"{page.url}#{last}")
    page.reload()
    page.wait_for_selector(f"#{last}.current")
    handled = page.locator('.item[data-key="requests/handled/total"]')
    equation = handled.locator(".equation", has_text="新收加结转")
    press(page, "Enter")
    assert "holds" in str(equation.get_attribute("class"))
    assert "broken" not in str(go_to("received").get_attribute("class"))
    press(page, "4", "2", "Enter")  # three more than the source says
    assert "broken" in str(go_to("handled").get_attribute("class"))
    press(page, "4", "2")
    page.wait_for_selector(".item.current .equation.holds [data-asked]:text-is('42')")


def test_undo_goes_back_over_pages_without_limit(out: Path, sign_in: Callable[..., Any]) -> None:
    page = sign_in(path="/work?doubt=cell")
    page.wait_for_selector(".item.current")
    for count in range(1, 13):
        press(page, "Enter")
        wait_stored(page, out, count)  # a key that reaches a page while it is left is no answer
        page.wait_for_selector(".item.current")
    wait_saved(page)
    assert len(stored(out)) == 12
    for _ in range(12):
        press(page, "Backspace")
        page.wait_for_timeout(150)
        page.wait_for_selector(".item.current")
        wait_saved(page)
    decisions = stored(out)
    taken = {one.retracts for one in decisions if one.retracts}
    assert taken == {one.id for one in decisions if not one.retracts}


def test_two_reviewers_at_once_answer_different_items(
    out: Path, sign_in: Callable[..., Any]
) -> None:
    pages = [sign_in(name, "/work?doubt=cell") for name in ("甲", "乙")]
    for _ in range(10):
        for page in pages:
            page.wait_for_selector(".item.current")
            press(page, "Enter")
    for page in pages:
        wait_saved(page)
    decisions = stored(out)
    assert len(decisions) == 20
    assert len({one.subject for one in decisions}) == 20
    assert {one.by for one in decisions} == {"甲", "乙"}


def test_a_broken_connection_loses_nothing(out: Path, sign_in: Callable[..., Any]) -> None:
    page = sign_in(path="/work?doubt=cell")
    page.wait_for_selector(".item.current")
    page.wait_for_timeout(1500)  # pages are loaded ahead
    page.context.set_offline(True)
    press(page, "Enter", "Enter", "Enter")
    page.wait_for_selector("#saving.waiting")
    assert page.locator("#saving").get_attribute("data-waiting") == "3"
    assert "3" in page.inner_text("#saving")
    assert stored(out) == []
    page.context.set_offline(False)
    wait_saved(page)
    assert len(stored(out)) == 3


def test_an_answer_whose_confirmation_was_lost_is_stored_once(
    out: Path, sign_in: Callable[..., Any]
) -> None:
    page = sign_in(path="/work?doubt=cell")
    page.wait_for_selector(".item.current")
    calls: list[str] = []

    def cut(route: Any) -> None:
        """The first time the server gets the request and the browser no response."""
        calls.append(route.request.url)
        if len(calls) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/decisions", cut)
    press(page, "Enter")
    page.wait_for_selector("#saving.waiting")
    wait_saved(page)
    assert len(calls) == 2
    assert len(stored(out)) == 1


def test_a_closed_tab_loses_nothing(out: Path, sign_in: Callable[..., Any], site: str) -> None:
    page = sign_in(path="/work?doubt=cell")
    page.wait_for_selector(".item.current")
    page.route("**/decisions", lambda route: route.abort())
    press(page, "7", "Enter", "Enter")
    page.wait_for_selector("#saving[data-waiting='2']")
    context = page.context
    page.close()
    assert stored(out) == []
    again = context.new_page()
    again.goto(site + "/guide")
    wait_saved(again)
    assert stored(out)[0].answer.value == 7
    assert len(stored(out)) == 2


def test_composed_characters_are_no_keys(out: Path, sign_in: Callable[..., Any]) -> None:
    page = sign_in(path="/work?doubt=cell")
    page.wait_for_selector(".item.current")
    session = page.context.new_cdp_session(page)
    fire = (
        "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {...key, bubbles: true}))"
    )
    page.evaluate(fire, {"key": "Process", "code": "KeyB", "keyCode": 229})
    page.evaluate(fire, {"key": "Enter", "code": "Enter", "isComposing": True})
    assert "输入法" in page.inner_text("#position")
    page.focus(".item.current input[name=typed]")
    session.send(
        "Input.imeSetComposition", {"text": "kong", "selectionStart": 4, "selectionEnd": 4}
    )
    press(page, "Enter", "/")
    session.send("Input.insertText", {"text": "空"})
    page.wait_for_timeout(300)
    assert stored(out) == []
    page.fill(".item.current input[name=typed]", "")
    session.send("Input.insertText", {"text": "１２"})  # full-width digits are a number
    press(page, "Enter")
    wait_saved(page)
    assert [one.answer.value for one in stored(out)] == [12]


def test_no_key_fires_in_a_text_box_and_shortcuts_can_be_switched_off(
    out: Path, sign_in: Callable[..., Any]
) -> None:
    page = sign_in(path="/work?doubt=cell")
    page.wait_for_selector(".item.current")
    page.focus(".item.current input[name=typed]")
    press(page, "/", "b", ",", "Backspace", "ArrowDown")
    assert page.inner_text("#position").startswith("1/")
    press(page, "Escape", "?")
    assert page.locator("#help").evaluate("one => one.open")
    page.uncheck("#shortcuts")
    press(page, "Escape")
    page.evaluate("document.activeElement.blur()")
    press(page, "Enter", "/", "ArrowDown")
    assert page.inner_text("#position").startswith("1/")
    assert stored(out) == []


def test_the_contact_sheet_by_the_keyboard(out: Path, sign_in: Callable[..., Any]) -> None:
    page = sign_in(path="/sheet")
    count = page.locator(".tile").count()
    odd = page.locator('[data-number="3"]').get_attribute("value")
    press(page, "3", "Enter")
    assert page.locator(".tile input:checked").count() == 1
    with page.expect_navigation():
        press(page, "Enter")
    assert len(stored(out)) == count - 1
    assert odd is not None
    lines = {(one.subject.report, one.subject.subject) for one in stored(out)}
    assert (json.loads(odd)["report"], json.loads(odd)["cell"]) not in lines


def test_without_a_script_everything_works_by_forms(out: Path, sign_in: Callable[..., Any]) -> None:
    page = sign_in(path="/work?doubt=cell&media=scan", java_script_enabled=False)
    first = page.locator(".item").first
    first.locator("input[name=typed]").fill("58")
    first.locator("button[data-name=typed]").click()
    page.locator(".item").first.locator("button[data-name=accept]").click()
    page.locator(".item").first.locator("button[data-name=blank]").click()
    answers = [one.answer.to_json() for one in stored(out)]
    assert answers[0] == {"status": "read", "value": 58}
    assert answers[2]["status"] == "blank"
    page.locator("#undo").click()
    assert stored(out)[-1].retracts == stored(out)[2].id


def test_markup_of_a_report_stays_text_in_the_browser(
    out: Path, sign_in: Callable[..., Any]
) -> None:
    page = sign_in("<img src=x onerror=alert(3)>", f"/work?report={find_report(out, 'onerror')}")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.dismiss() or dialog.message))
    page.wait_for_selector(".item.current")
    assert "<script>alert(1)</script>" in page.inner_text("h1")
    press(page, "Enter", "Enter")
    wait_saved(page)
    page.goto(page.url.split("/work")[0] + "/stats")
    assert dialogs == []
    assert "<img src=x onerror=alert(3)>" in page.inner_text("table")


@pytest.mark.parametrize("zoom", [0.8, 1.0, 2.0])
def test_the_page_can_be_used_at_each_zoom(
    out: Path, sign_in: Callable[..., Any], zoom: float
) -> None:
    """What is needed to decide is on the screen, and nothing scrolls sideways."""
    page = sign_in(path="/work?doubt=cell&media=scan")
    page.set_viewport_size({"width": round(1280 / zoom), "height": round(800 / zoom)})
    page.wait_for_selector(".item.current")
    for selector in (".item.current svg.page", ".item.current input[name=typed]"):
        box = page.locator(selector).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= round(1280 / zoom)
    source = page.locator(".item.current svg.page").bounding_box()
    assert source is not None
    assert 0 <= source["y"] < round(800 / zoom)  # the table does not scroll it away
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_heads_stay_in_view_over_long_tables(out: Path, sign_in: Callable[..., Any]) -> None:
    """In the table of the source and in that of the form, with the cell below them."""
    report = find_report(out, "05-official")
    page = sign_in(path=f"/item?report={report}&area=requests/total")
    page.set_viewport_size({"width": 1280, "height": 560})
    page.wait_for_selector(".item.current")
    press(page, *["ArrowDown"] * 20)
    cells = {".item.current .printed": "td.marked", ".tables": "td.current"}
    for pane, cell in cells.items():
        frame = page.locator(pane).bounding_box()
        heads = page.locator(f"{pane} table:has({cell}) thead").bounding_box()
        marked = page.locator(f"{pane} {cell}").bounding_box()
        assert abs(heads["y"] - frame["y"]) < 6
        assert heads["y"] + heads["height"] <= marked["y"] + 1
        assert marked["y"] + marked["height"] <= frame["y"] + frame["height"]


def test_without_a_script_the_marked_cell_of_the_source_is_not_scrolled_away(
    out: Path, sign_in: Callable[..., Any]
) -> None:
    report = find_report(out, "05-official")
    path = f"/item?report={report}&area=requests/total"
    page = sign_in(path=path, java_script_enabled=False)
    item = page.locator(".item").nth(20)
    pane, marked = item.locator(".printed").bounding_box(), item.locator(".marked").bounding_box()
    assert pane["y"] <= marked["y"]
    assert marked["y"] + marked["height"] <= pane["y"] + pane["height"]
