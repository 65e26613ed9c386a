"""Boxes of reading space on the page as it is shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.ingest.layout.page import Page


def page(turn: int = 0, skew: float = 0.0, scale: float = 1.0) -> Page:
    return Page(1, 600.0, 800.0, turn, (), (), (), skew=skew, scale=scale)


def test_a_page_as_it_is_keeps_its_boxes() -> None:
    assert page().to_page_space((10, 20, 30, 40)) == (10, 20, 30, 40)


def test_scale_is_the_size_of_a_point_of_reading_space() -> None:
    assert page(scale=2.5).to_page_space((10, 20, 30, 40)) == (25, 50, 75, 100)
    assert page(scale=2.5).reading_width == 240


@given(st.floats(-6, 6), st.integers(50, 500), st.integers(50, 700))
def test_skew_turns_about_the_middle_and_keeps_the_size(skew: float, x: int, y: int) -> None:
    x0, y0, x1, y1 = page(skew=skew).to_page_space((x - 5, y - 3, x + 5, y + 3))
    assert x1 - x0 == pytest.approx(10, abs=0.02) and y1 - y0 == pytest.approx(6, abs=0.02)
    off, new = complex(x - 300, y - 400), complex((x0 + x1) / 2 - 300, (y0 + y1) / 2 - 400)
    assert abs(new) == pytest.approx(abs(off), abs=0.05)
    turned = off * complex(math.cos(math.radians(skew)), math.sin(math.radians(skew)))
    assert new == pytest.approx(turned, abs=0.05)


def test_turn_scale_and_skew_are_undone_in_this_order() -> None:
    """The middle of the page stays where it is."""
    middle = page(turn=1, scale=2.0).to_page_space((195, 145, 205, 155))
    assert middle == (290, 390, 310, 410)
    assert page(turn=1, skew=3.0, scale=2.0).to_page_space((195, 145, 205, 155)) == middle
