"""Declared values become values in use: `var()` is replaced, and so is `initial`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gouji.pipeline.ingest.web.css.declarations import CSS_WIDE, expand

_DEEPEST = 8  # Most variables, and fallbacks of these, within one another.
_LONGEST = 2000  # Characters of the longest value.
# The initial values of properties that are inherited.
_INITIAL = {
    "visibility": "visible", "color": "black", "font-size": "medium", "text-indent": "0",
    "direction": "ltr", "list-style-type": "disc", "white-space": "normal", "text-shadow": "none",
    "display": "inline", "quotes": "auto", "caption-side": "top",
}  # fmt: skip


def resolve_values(values: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """The values of an element with variables replaced.

    Values that are inherited are left out, and so are custom properties.
    """
    resolved: dict[str, str] = {}
    for name, value in values.items():
        if value.startswith("@"):
            shorthand, _, written = value[1:].partition(":")
            value = expand(shorthand, _substitute(written, variables)).get(name, "unset")
        if value in CSS_WIDE:
            if value == "initial" and name in _INITIAL:
                resolved[name] = _INITIAL[name]
        elif not name.startswith("--"):
            resolved[name] = value
    return resolved


def resolve_variables(values: Mapping[str, str], inherited: Mapping[str, str]) -> Mapping[str, str]:
    """The custom properties of an element without `var()`: declared and inherited ones.

    A property that refers to itself is not set.
    """
    declared = {name: value for name, value in values.items() if name.startswith("--")}
    if not declared:
        return inherited
    resolved = {name: value for name, value in inherited.items() if name not in declared}
    for _ in range(_DEEPEST):
        waiting = [name for name in declared if name not in resolved]
        ready = [name for name in waiting if not _refers(declared[name], waiting)]
        resolved |= {name: _substitute(declared[name], resolved) for name in ready}
    return {name: value for name, value in resolved.items() if value}


def _refers(value: str, names: Iterable[str]) -> bool:
    """Whether a value may use one of the variables of these names."""
    return "var(" in value.lower() and any(name in value for name in names)


def _substitute(value: str, variables: Mapping[str, str], depth: int = 0) -> str:
    """A value with its variables replaced; empty if one is not set and has no fallback."""
    import tinycss2

    if "var(" not in value.lower():
        return value
    if depth > _DEEPEST or len(value) > _LONGEST:
        return ""
    tokens = tinycss2.parse_component_value_list(value, skip_comments=True)
    parts = [_replace(token, variables, depth) for token in tokens]
    return "" if None in parts else "".join(filter(None, parts))[:_LONGEST]


def _replace(token: Any, variables: Mapping[str, str], depth: int) -> str | None:
    import tinycss2

    if token.type != "function":
        return str(tinycss2.serialize([token]))
    if token.lower_name != "var":
        inner = _substitute(tinycss2.serialize(token.arguments), variables, depth + 1)
        return f"{token.name}({inner})"
    name, fallback = _read_arguments(token.arguments)
    if name in variables:
        return variables[name]
    return None if fallback is None else _substitute(fallback, variables, depth + 1)


def _read_arguments(tokens: Sequence[Any]) -> tuple[str, str | None]:
    """The name of a variable and its fallback, None without one."""
    import tinycss2

    name, comma, fallback = tinycss2.serialize(tokens).partition(",")
    return name.strip(), fallback.strip() if comma else None
