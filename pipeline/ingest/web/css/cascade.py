"""The cascade: for each element of a page, which declaration of each property wins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from gouji.pipeline.errors import TooLarge
from gouji.pipeline.ingest.web.addresses import Files
from gouji.pipeline.ingest.web.css.active_properties import find_active
from gouji.pipeline.ingest.web.css.browser_styles import (
    HINTS,
    find_default_properties,
    read_defaults,
    read_hints,
)
from gouji.pipeline.ingest.web.css.declarations import HONOURED, Declaration, read_style
from gouji.pipeline.ingest.web.css.stylesheets import (
    Rule,
    Selector,
    compile_selectors,
    rank_layers,
    read_rules,
)

if TYPE_CHECKING:
    from cssselect2 import ElementWrapper
    from lxml.html import HtmlElement

Values = Mapping[str, str]

_DEEPEST = 256  # Depth of an element in the tree down to which selectors are tested.
_MOST_TESTS = 1_000_000  # Most tests of selectors on a page.
_NO_VALUES: Values = {}
_ABOVE_LAYERS = 10**9  # The rank of style attributes among the layers.
_PSEUDO_ELEMENTS = ("before", "after", "marker", "first-letter", "first-line")
# Attributes that set colours.
_COLOUR_HINTS = "//body/@text | //font/@color | //@bgcolor"


class Winners(NamedTuple):
    """The winning values of an element and of what is before and after its content."""

    element: Values
    before: Values = _NO_VALUES
    after: Values = _NO_VALUES
    marker: Values = _NO_VALUES
    first_letter: Values = _NO_VALUES
    first_line: Values = _NO_VALUES


class _Entry(NamedTuple):
    """A selector, its declarations, the place of its rule in the page, the rank of its layer."""

    selector: Selector
    declarations: tuple[Declaration, ...]
    order: int
    layer: int


class Cascade:
    """The style sheets of a page, ready to be applied to its elements.

    `active` has the properties that can change what is read; the others are skipped.
    """

    def __init__(self, root: HtmlElement, files: Files) -> None:
        rules = read_rules(root, files)
        self.active = find_active(_all_declarations(root, rules)) | find_default_properties(root)
        self._root = root
        self._tests = 0
        self._by_key: defaultdict[tuple[str, str], list[_Entry]] = defaultdict(list)
        self._wrappers: dict[HtmlElement, ElementWrapper] = {}
        self._winners: dict[tuple[object, ...], Winners] = {}
        self._add_rules(rules)

    def _add_rules(self, rules: Iterable[Rule]) -> None:
        layers = rank_layers(rules)
        for order, rule in enumerate(rules):
            declarations = tuple(self._keep_active(rule.declarations))
            for selector in compile_selectors(rule.selectors) if declarations else ():
                if not selector.compiled.never_matches:
                    entry = _Entry(selector, declarations, order, layers[rule.layer])
                    self._by_key[_find_key(selector.compiled)].append(entry)

    def _keep_active(self, declarations: Iterable[Declaration]) -> Iterator[Declaration]:
        uses_variables = self.active >= HONOURED
        return (
            declaration
            for declaration in declarations
            if declaration.name in self.active
            or (uses_variables and declaration.name.startswith("--"))
        )

    @cached_property
    def _size(self) -> int:
        return int(self._root.xpath("count(//*)"))

    def find_winners(self, element: HtmlElement, depth: int) -> Winners:
        """The winning values of an element that is `depth` elements below the root.

        Raises TooLarge.
        """
        entries = tuple(self._match(element)) if self._by_key and depth <= _DEEPEST else ()
        style = element.get("style") or ""
        hints = tuple(element.get(name) for name in HINTS) if element.attrib else ()
        key = (element.tag, tuple(map(id, entries)), style, hints)
        if key not in self._winners:
            self._winners[key] = self._choose(element, entries, style)
        return self._winners[key]

    def _match(self, element: HtmlElement) -> Iterator[_Entry]:
        candidates = self._find_candidates(element)
        self._tests += self._count_tests(candidates, element)
        if self._tests > _MOST_TESTS:
            raise TooLarge("CSS")
        if candidates:
            wrapper = self._wrap(element)
            for entry in candidates:
                if entry.selector.compiled.test(wrapper):
                    yield entry

    def _count_tests(self, entries: Sequence[_Entry], element: HtmlElement) -> int:
        """The number of elements that are looked at to test these selectors for an element."""
        slow = [entry.selector.reach for entry in entries if entry.selector.reach]
        parent = element.getparent() if slow else None
        siblings = len(parent) // 2 if parent is not None else 0
        counts = {"siblings": siblings, "descendants": siblings + self._size // 4}
        return len(entries) + sum(counts[kind] for kind in slow)

    def _find_candidates(self, element: HtmlElement) -> list[_Entry]:
        found, get = self._by_key, self._by_key.get
        candidates = [*get(("", ""), ()), *get(("tag", element.tag.lower()), ())]
        if classes := element.get("class"):
            for name in set(classes.split()):
                candidates += get(("class", name), ())
        if identifier := element.get("id"):
            candidates += found.get(("id", identifier), ())
        return candidates

    def _wrap(self, element: HtmlElement) -> ElementWrapper:
        """The element in the form that selectors are tested on.

        The elements around it and their children are wrapped as well.
        """
        wrappers = self._wrappers
        above = [element]
        while above[-1] not in wrappers and above[-1] is not self._root:
            above.append(above[-1].getparent())
        if above[-1] not in wrappers:
            wrappers[self._root] = _wrapper_class().from_html_root(self._root)
        for child in reversed(above[:-1]):
            for wrapper in wrappers[child.getparent()].iter_children():
                wrappers.setdefault(wrapper.etree_element, wrapper)
        return wrappers[element]

    def _choose(self, element: HtmlElement, entries: Iterable[_Entry], style: str) -> Winners:
        ranked: dict[str | None, list[tuple[tuple[Any, ...], Declaration]]] = defaultdict(list)
        for (compiled, _), declarations, order, layer in entries:
            for place, declaration in enumerate(declarations):
                important = declaration.is_important
                strength = (-layer if important else layer, 0, compiled.specificity, order)
                rank = (important, *strength, place)
                ranked[compiled.pseudo_element].append((rank, declaration))
        for place, declaration in enumerate(self._keep_active(read_style(style))):
            rank = (declaration.is_important, _ABOVE_LAYERS, 1, (0, 0, 0), 0, place)
            ranked[None].append((rank, declaration))
        base = {**read_defaults(element.tag), **read_hints(element)}
        pseudo_elements = (_apply_in_order({}, ranked[name]) for name in _PSEUDO_ELEMENTS)
        return Winners(_apply_in_order(base, ranked[None]), *pseudo_elements)


def _apply_in_order(base: Values, ranked: list[tuple[tuple[Any, ...], Declaration]]) -> Values:
    """The values that result when declarations are applied from the lowest rank to the highest."""
    values = dict(base)
    for _, declaration in sorted(ranked, key=lambda item: item[0]):
        if declaration.value.startswith("revert"):
            values.pop(declaration.name, None)
            if declaration.name in base:
                values[declaration.name] = base[declaration.name]
        else:
            values[declaration.name] = declaration.value
    return values


def _find_key(selector: Any) -> tuple[str, str]:
    """What an element must have to match a selector: an id, a class, a tag, or nothing."""
    if selector.id is not None:
        return "id", selector.id
    if selector.class_name is not None:
        return "class", selector.class_name
    if selector.local_name is not None:
        return "tag", selector.lower_local_name
    return "", ""


def _all_declarations(root: HtmlElement, rules: Iterable[Rule]) -> Iterator[Declaration]:
    """The declarations of sheets, style attributes and attributes that set colours."""
    for rule in rules:
        yield from rule.declarations
    styles = set(root.xpath("//@style"))
    for style in styles:
        yield from (d for d in read_style(style) if d.name != "vertical-align")
    # In a table cell `vertical-align` places the content. It raises no text.
    if any("vertical-align" in style.lower() for style in styles):
        for style in set(root.xpath("//*[not(self::td or self::th or self::tr)]/@style")):
            yield from (d for d in read_style(style) if d.name == "vertical-align")
    for attribute in set(root.xpath(_COLOUR_HINTS)):
        colour = attribute.strip().lower()[:30]
        name = "background-color" if attribute.attrname == "bgcolor" else "color"
        yield from (Declaration(name, text) for text in (colour, f"#{colour}"))


def _wrapper_class() -> Any:
    """The wrapper class of cssselect2, without its recursion over ancestors and siblings."""
    from cssselect2 import ElementWrapper

    class Wrapper(ElementWrapper):  # type: ignore[misc]
        """An element whose ancestors and siblings are found in a loop."""

        _ancestors: tuple[Any, ...] | None

        @property
        def ancestors(self) -> tuple[Any, ...]:
            if self._ancestors is None:
                self._ancestors = tuple(_follow(self, "parent"))
            return self._ancestors

        @property
        def previous_siblings(self) -> tuple[Any, ...]:
            return tuple(_follow(self, "previous"))

    return Wrapper


def _follow(wrapper: Any, name: str) -> Iterator[Any]:
    while (wrapper := getattr(wrapper, name)) is not None:
        yield wrapper
