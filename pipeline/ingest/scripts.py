"""Superscripts, subscripts and struck-out text. Their figures are no digits of the number beside
them: 12¹ ≠ 121."""

from __future__ import annotations

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_STROKE = "\u0336"  # is drawn through the character before it
# The names of both positions in Office files and in web pages.
_TABLES = {
    "superscript": _SUPERSCRIPTS, "sup": _SUPERSCRIPTS,
    "subscript": _SUBSCRIPTS, "sub": _SUBSCRIPTS,
}  # fmt: skip


def is_script(position: str | None) -> bool:
    """Whether a vertical position of text is that of superscripts or subscripts."""
    return position in _TABLES


def to_script(text: str, position: str | None) -> str:
    """Return `text` with its digits as the superscripts or subscripts of Unicode."""
    return text.translate(_TABLES.get(position or "", {}))


def strike(text: str) -> str:
    """Return `text` with a stroke through each character.

    What is crossed out is neither a figure nor an empty cell.
    """
    return "".join(f"{char}{_STROKE}" for char in text)
