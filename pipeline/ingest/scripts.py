"""Figures above or below the line: they are no digits of the number beside them, 12¹ is not 121."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
# As Office files and web pages call these places.
_PLACES = {"superscript": _RAISED, "sup": _RAISED, "subscript": _LOWERED, "sub": _LOWERED}


def is_apart(place: str | None) -> bool:
    """Whether what stands at a place stands above or below the line."""
    return place in _PLACES


def set_apart(text: str, place: str | None) -> str:
    """`text` with the characters that Unicode has for figures at that place."""
    return text.translate(_PLACES.get(place or "", {}))
