"""Custom properties: `var()` in values, within limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_DEEPEST = 8  # Variables, and what stands in for them, within one another.
_LONGEST = 2000  # Characters of the longest value.


def resolve_variables(values: Mapping[str, str], inherited: Mapping[str, str]) -> Mapping[str, str]:
    """The custom properties of an element without `var()`: its own, and those around it.

    One that refers to itself is not set.
    """
    own = {name: value for name, value in values.items() if name.startswith("--")}
    if not own:
        return inherited
    resolved = {name: value for name, value in inherited.items() if name not in own}
    for _ in range(_DEEPEST):
        waiting = [name for name in own if name not in resolved]
        ready = [name for name in waiting if not _refers(own[name], waiting)]
        resolved |= {name: substitute(own[name], resolved) for name in ready}
    return {name: value for name, value in resolved.items() if value}


def _refers(value: str, names: Iterable[str]) -> bool:
    return "var(" in value.lower() and any(name in value for name in names)


def substitute(value: str, variables: Mapping[str, str], depth: int = 0) -> str:
    """A value with its variables replaced; nothing where one is not set and has no fallback."""
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
        inner = substitute(tinycss2.serialize(token.arguments), variables, depth + 1)
        return f"{token.name}({inner})"
    name, fallback = _read_arguments(token.arguments)
    if name in variables:
        return variables[name]
    return None if fallback is None else substitute(fallback, variables, depth + 1)


def _read_arguments(tokens: Sequence[Any]) -> tuple[str, str | None]:
    """The name of a variable, and what stands in for it."""
    import tinycss2

    name, comma, fallback = tinycss2.serialize(tokens).partition(",")
    return name.strip(), fallback.strip() if comma else None
