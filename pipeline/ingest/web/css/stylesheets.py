"""The style sheets of a web page as rules: a selector, declarations, the layer.

Nothing is fetched: sheets are those in the page, in its addresses, and in files that came with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from gouji.pipeline.errors import TooLarge
from gouji.pipeline.ingest.web.addresses import Files, find_file
from gouji.pipeline.ingest.web.css.declarations import Declaration, read_block
from gouji.pipeline.ingest.web.css.media_queries import matches_screen, supports
from gouji.pipeline.ingest.web.css.values import split_at_commas

if TYPE_CHECKING:
    from cssselect2.compiler import CompiledSelector
    from lxml.html import HtmlElement

_MOST_CHARACTERS = 600_000  # Characters of all sheets of a page.
_MOST_RULES = 10_000  # Most rules of a page with honoured declarations.
_DEEPEST = 8  # Most blocks within one another in which rules are looked for.
_LONGEST_SELECTOR = 3000  # Characters of the longest list of selectors.
# Sheets in these elements are not applied: `noscript` since a browser runs scripts.
_INERT = ("noscript", "template", "svg")
# Selectors that match no element before a user acts, and that cssselect2 does not know.
_UNMATCHED = re.compile(
    r":(?:focus-visible|focus-within|popover-open|modal|fullscreen|picture-in-picture|autofill|"
    r"user-valid|user-invalid|placeholder-shown|dir\(|host|state\(|playing|paused|open|has-slotted)"
)
# Selectors that depend on the siblings of an element, and on its descendants.
_SIBLINGS = re.compile(r"~(?!=)|of-type|:nth[\w-]*\([^)]*\bof\b")
_DESCENDANTS = re.compile(r":has\(")
_SHEET_LINK = "link[contains(translate(@rel, 'STYLEHETALRNIV', 'stylehetalrniv'), 'stylesheet')]"


class Rule(NamedTuple):
    """A list of selectors, their declarations, and the cascade layer, "" without one.

    A rule that only names a layer has no selectors.
    """

    selectors: str
    declarations: tuple[Declaration, ...]
    layer: str = ""


class Selector(NamedTuple):
    """A compiled selector, and which other elements it depends on."""

    compiled: CompiledSelector
    reach: Literal["", "siblings", "descendants"]


class _Block(NamedTuple):
    """Where rules are: the selector around them, the layer, and how deep they are nested."""

    parent: str = ""
    layer: str = ""
    depth: int = 0

    def enter(self, parent: str | None = None, layer: str = "") -> _Block:
        """A block inside this one."""
        layers = [name for name in (self.layer, layer) if name]
        return _Block(self.parent if parent is None else parent, ".".join(layers), self.depth + 1)


def read_rules(root: HtmlElement, files: Files) -> tuple[Rule, ...]:
    """The rules of the sheets of a page that hold on a screen, in order. Raises TooLarge."""
    sheets = [sheet for sheet in _find_sheets(root, files) if sheet]
    if sum(map(len, sheets)) > _MOST_CHARACTERS:
        raise TooLarge("CSS")
    rules = tuple(rule for sheet in sheets for rule in _read_sheet(sheet))
    if len(rules) > _MOST_RULES:
        raise TooLarge("CSS")
    return rules


def _find_sheets(root: HtmlElement, files: Files) -> Iterator[str]:
    for element in root.xpath(f"//style | //{_SHEET_LINK}"):
        if not matches_screen((element.get("media") or "")[:_LONGEST_SELECTOR]):
            continue
        if any(parent.tag in _INERT for parent in element.iterancestors()):
            continue
        if element.tag == "style":
            if (element.get("type") or "text/css").strip().lower() == "text/css":
                yield "".join(element.itertext())
        elif "alternate" not in (element.get("rel") or "").lower():
            yield _find_sheet_text(element.get("href") or "", files)


def has_other_sheets(root: HtmlElement, files: Files) -> bool:
    """Whether a page has style sheets that are not at hand."""
    links = root.xpath(f"//{_SHEET_LINK}/@href")
    return any(not _find_sheet_text(address, files) for address in links)


def _find_sheet_text(address: str, files: Files) -> str:
    """The text of a style sheet, empty for one that is not at hand."""
    data = find_file(address, files, "text/css")
    return data.decode("utf-8", "replace") if data else ""


@lru_cache(maxsize=64)
def _read_sheet(sheet: str) -> tuple[Rule, ...]:
    import tinycss2

    nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    rules = tuple(islice(_read_nodes(nodes, _Block()), _MOST_RULES + 1))
    if len(rules) > _MOST_RULES:
        raise TooLarge("CSS")
    return rules


def _read_nodes(nodes: Iterable[Any], block: _Block) -> Iterator[Rule]:
    """The rules among nodes, also those inside conditions that hold."""
    if block.depth > _DEEPEST:
        return
    for node in nodes:
        if node.type == "qualified-rule":
            yield from _read_rule(node, block)
        elif node.type == "at-rule":
            yield from _read_at_rule(node, block)


def _read_rule(node: Any, block: _Block) -> Iterator[Rule]:
    import tinycss2

    prelude = tinycss2.serialize(node.prelude).strip()
    if len(prelude) > _LONGEST_SELECTOR:
        raise TooLarge("CSS")
    if block.parent:
        prelude = ", ".join(_nest(part, block.parent) for part in _split_selectors(prelude))
    nodes = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    yield from _read_declarations(nodes, prelude, block)
    yield from _read_nodes(nodes, block.enter(prelude))


def _read_declarations(nodes: Iterable[Any], prelude: str, block: _Block) -> Iterator[Rule]:
    """The rules of the declarations directly in a block."""
    declarations = tuple(read_block(nodes))
    if declarations:
        yield Rule(prelude, declarations, block.layer)


def _read_at_rule(node: Any, block: _Block) -> Iterator[Rule]:
    import tinycss2

    prelude = tinycss2.serialize(node.prelude).strip()
    name = node.lower_at_keyword
    if name == "import":
        yield from _import(prelude, block)
    elif name == "layer" and node.content is None:
        for layer in _split_selectors(prelude):
            yield Rule("", (), block.enter(layer=layer).layer)
    elif name == "scope" and node.content is not None:
        around = prelude.partition(")")[0].lstrip("( ")
        nodes = tinycss2.parse_blocks_contents(
            node.content, skip_comments=True, skip_whitespace=True
        )
        yield from _read_nodes(nodes, block.enter(around or ":root"))
    elif node.content is not None and _is_in_force(name, prelude):
        nodes = tinycss2.parse_blocks_contents(
            node.content, skip_comments=True, skip_whitespace=True
        )
        layer = (prelude or "(anonymous)") if name == "layer" else ""
        if block.parent:
            yield from _read_declarations(nodes, block.parent, block)
        yield from _read_nodes(nodes, block.enter(layer=layer))


def _is_in_force(name: str, prelude: str) -> bool:
    if name == "media":
        return matches_screen(prelude[:_LONGEST_SELECTOR])
    return name == "layer" or (name == "supports" and supports(prelude[:_LONGEST_SELECTOR]))


def _import(prelude: str, block: _Block) -> Iterator[Rule]:
    """The rules of an imported sheet whose text is in its address."""
    import tinycss2

    tokens = tinycss2.parse_component_value_list(prelude, skip_comments=True)
    source = next((token for token in tokens if token.type in ("url", "string")), None)
    if source is None and tokens and tokens[0].type == "function":
        source = next((token for token in tokens[0].arguments if token.type == "string"), None)
    if source is not None and matches_screen(tinycss2.serialize(tokens[1:])):
        sheet = _find_sheet_text(source.value, {})
        nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        yield from _read_nodes(nodes, block.enter())


def _split_selectors(prelude: str) -> list[str]:
    import tinycss2

    tokens = tinycss2.parse_component_value_list(prelude, skip_comments=True)
    return [tinycss2.serialize(part).strip() for part in split_at_commas(tokens)]


def _nest(selector: str, parent: str) -> str:
    """A nested selector, written without nesting."""
    around = f":is({parent})"
    return selector.replace("&", around) if "&" in selector else f"{around} {selector}"


@lru_cache(maxsize=4096)
def compile_selectors(prelude: str) -> tuple[Selector, ...]:
    """The selectors of a list that can match; none if one of the list is not valid."""
    from cssselect2 import SelectorError, compile_selector_list

    compiled: list[Selector] = []
    for selector in _split_selectors(prelude):
        if _UNMATCHED.search(selector):
            continue
        try:
            found = compile_selector_list(selector)
            compiled += (Selector(each, _find_reach(selector)) for each in found)
        except (SelectorError, RecursionError, SyntaxError, MemoryError):
            return ()
    return tuple(compiled)


def _find_reach(selector: str) -> Literal["", "siblings", "descendants"]:
    if _DESCENDANTS.search(selector):
        return "descendants"
    return "siblings" if _SIBLINGS.search(selector) else ""


def rank_layers(rules: Iterable[Rule]) -> Mapping[str, int]:
    """The rank of each layer, by its first mention. Rules without a layer rank highest."""
    names = dict.fromkeys(rule.layer for rule in rules if rule.layer)
    return {**{name: rank for rank, name in enumerate(names)}, "": len(names)}
