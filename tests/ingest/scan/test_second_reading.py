"""Two readings of a figure to one text and its score; dashes and slashes by their shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.ingest.scan.ocr import Character, Ink, Recognised
from gouji.pipeline.ingest.scan.second_reading import (
    Settled,
    doubt_stroke,
    find_mark,
    may_be_figure,
    settle_figure,
    settle_text,
)

CASES = json.loads(
    (Path(__file__).parents[2] / "cases" / "scan" / "settled.json").read_text("utf-8")
)
HEIGHT = 25.0  # pixels of a character


def recognised(parts: list[tuple[str, float]], figure: str = "", share: float = 0.0) -> Recognised:
    characters = tuple(
        Character(char, probability, 0.5, ()) for text, probability in parts for char in text
    )
    return Recognised(characters, figure, share)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_two_readings_make_one_text(case: dict[str, Any]) -> None:
    figures, share = case.get("figures", ["", ""]), case.get("share", 0.0)
    first = recognised(case["first"], figures[0], share)
    second = recognised(case["second"], figures[1], share)
    settled = settle_figure(first, second)
    assert settled.text == case["text"]
    assert settled.score == pytest.approx(case["score"])


READ_TWICE = {
    "12": True, "3,085": True, "/": True, "": True, "一": True, "12件": True, "3.5万元": True,
    "O": True, "2025年12月31日": True, "总计1234": True, "第711号": True, "本年收费金额12": True,
    "1.属于国家秘密": False, "(一)予以公开": False, "(七)总计": False, "一、总体情况": False,
    "申请人": False, "起，行政诉讼17件。": False,
}  # fmt: skip


@pytest.mark.parametrize("text", READ_TWICE)
def test_what_may_be_a_figure_is_read_twice_and_a_numbered_label_is_not(text: str) -> None:
    assert may_be_figure(recognised([(text, 0.9)])) is READ_TWICE[text]


TEXTS = st.text("0123456789.,oOlI|-/一无件", max_size=6)
PROBABILITIES = st.floats(0.01, 1)


@given(TEXTS, PROBABILITIES, TEXTS, PROBABILITIES)
def test_the_text_is_one_that_was_read(
    text: str, probability: float, other: str, other_probability: float
) -> None:
    """Never a third reading, and no sure one where the two differ."""
    settled = settle_figure(
        recognised([(text, probability)]), recognised([(other, other_probability)])
    )
    assert settled.text in {text, other, "□"}
    assert settled.score <= 0.5 or settled.score == pytest.approx(
        min(probability, other_probability)
    )


def test_the_score_of_a_text_is_that_of_its_digits() -> None:
    settled = settle_text(recognised([("收到", 0.4), ("12", 0.93), ("件（", 0.3)]))
    assert settled == Settled("收到12件（", 0.93)


def stroke(width: int, height: int, thickness: int, reverse: bool = False) -> Ink:
    """A straight stroke from the lower left corner to the upper right one."""
    ink = np.zeros((height + 20, width + 20), np.uint8)
    start, end = (10, 10 + height), (10 + width, 10)
    if reverse:
        start, end = (10, 10), (10 + width, 10 + height)
    cv2.line(ink, start, end, 255, thickness, cv2.LINE_AA)
    return ink


def find(ink: Ink) -> str:
    ys, xs = np.nonzero(ink > 96)
    box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    return find_mark(ink, box, HEIGHT)


def text(char: str) -> Ink:
    ink = np.zeros((60, 60), np.uint8)
    cv2.putText(ink, char, (15, 45), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA)
    return ink


@pytest.mark.parametrize(
    ("ink", "mark"),
    [
        (stroke(8, 0, 2), "-"),
        (stroke(24, 0, 2), "—"),
        (stroke(50, 0, 2), "——"),
        (stroke(8, 20, 2), "/"),
        (stroke(8, 20, 2, reverse=True), "\\"),
        (stroke(0, 18, 2), ""),
        *((text(char), "") for char in "0123456789"),
    ],
)
def test_marks_are_told_by_their_shape(ink: Ink, mark: str) -> None:
    assert find(ink) == mark


def test_a_stroke_that_leans_a_little_is_in_doubt() -> None:
    ink = stroke(3, 20, 2)
    box = (9, 10, 15, 31)
    assert find_mark(ink, box, HEIGHT) == ""
    assert doubt_stroke(Settled("1", 0.99), ink, box).score == 0.5
    assert doubt_stroke(Settled("1", 0.99), stroke(0, 20, 2), (9, 10, 12, 31)).score == 0.99
