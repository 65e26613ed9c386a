"""Ticks and check boxes beside a figure: drawings, and no part of it."""

from __future__ import annotations

from gouji.pipeline.language.numerals import looks_like_value

_TICKS = "☐☑☒✓✔✗✘"
_AROUND = f"{_TICKS} "


def leave_out_ticks(text: str) -> str:
    """The figure in the text of a cell that has ticks before or behind it; any other text as it is.

    A tick between figures stays: of two options with boxes, both are printed and one holds.
    """
    figure = text.strip(_AROUND)
    if not text or (text[0] not in _TICKS and text[-1] not in _TICKS):
        return text
    is_figure = any(char.isdecimal() for char in figure) and looks_like_value(figure)
    return figure if is_figure else text
