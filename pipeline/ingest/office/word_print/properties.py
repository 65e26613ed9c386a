"""Properties of runs and paragraphs, with those of their styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.package import attribute, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Properties = dict[str, "Element"]
# Values of a property that is switched off.
_OFF = ("0", "false", "off", "none")
# Properties that two styles for the same text switch off again (ECMA-376 part 1, 17.7.3).
_TOGGLES = frozenset(
    "b bcs caps emboss i ics imprint outline shadow smallcaps strike vanish".split()
)
# Styles that a style may be based on, one after the other: the limit of Word.
_LONGEST_CHAIN = 10
# Elements by which the style of a table changes how its text looks, or what is behind it.
_TABLE_LOOKS = frozenset("rPr shd".split())


def properties_of(node: Element, group: str) -> Properties:
    """Return the properties of a node in a group such as `rPr`, by their names in lower case."""
    groups = (child for child in node if local_name(child) == group)
    return {local_name(each).lower(): each for properties in groups for each in properties}


def is_on(properties: Properties, name: str) -> bool:
    """Whether a property is present and not switched off."""
    return name in properties and attribute(properties[name], "val") not in _OFF


def value_of(properties: Properties, name: str) -> str | None:
    """The value of a property."""
    return attribute(properties.get(name), "val")


class Styles:
    """The styles of a file by their ids. A property of a style goes before that of its base."""

    def __init__(self, root: Element | None) -> None:
        styles = [] if root is None else [each for each in root if local_name(each) == "style"]
        self._styles = {attribute(style, "styleId"): style for style in styles}
        self._known: dict[tuple[str | None, str], Properties] = {}
        self._bases: dict[str | None, Properties] = {}
        defaults = () if root is None else root.iter("{*}rPrDefault")
        self._defaults = next((properties_of(each, "rPr") for each in defaults), {})
        self._part_styles: dict[tuple[str, tuple[str, ...], str], Properties] = {}
        self._looks: dict[str, bool] = {}
        self._default_paragraph = _find_default(styles, "paragraph")
        self._default_table = _find_default(styles, "table")

    def of_style(self, style: str | None, group: str) -> Properties:
        """The properties that a style gives, those of its bases included."""
        if (style, group) not in self._known:
            chain = reversed(self._list_chain(style))
            merged: Properties = {}
            for each in chain:
                merged |= properties_of(each, group)
            self._known[style, group] = merged
        return self._known[style, group]

    def _list_chain(self, style: str | None) -> list[Element]:
        chain: list[Element] = []
        while style in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[style])
            bases = (attribute(each, "val") for each in chain[-1] if local_name(each) == "basedOn")
            style = next(bases, None)
        return chain

    def find_style(self, paragraph: Properties) -> str | None:
        """The style of a paragraph."""
        return value_of(paragraph, "pstyle") or self._default_paragraph

    def of_runs(self, paragraph: Element) -> Properties:
        """The properties that the runs of a paragraph have by its style."""
        style = self.find_style(properties_of(paragraph, "pPr"))
        if style not in self._bases:
            self._bases[style] = {**self._defaults, **self.of_style(style, "rPr")}
        return self._bases[style]

    def of_run(self, run: Element, base: Properties) -> Properties:
        """The properties of a run in a paragraph whose style gives `base`."""
        direct = properties_of(run, "rPr")
        if not direct:
            return base
        style = value_of(direct, "rstyle")
        return {**(self.add_style(base, self.of_style(style, "rPr")) if style else base), **direct}

    def add_style(self, given: Properties, style: Properties) -> Properties:
        """Properties, and over them those of a style for smaller parts: a paragraph, a run. A
        toggle is on if it is on in one of both, or everywhere in the file."""
        merged = {**given, **style}
        for name in _TOGGLES & given.keys() & style.keys():
            if is_on(given, name) and is_on(style, name) and not is_on(self._defaults, name):
                del merged[name]
            elif is_on(given, name):
                merged[name] = given[name]
        return merged

    def find_table_style(self, table: Properties) -> str | None:
        """The style of a table."""
        return value_of(table, "tblstyle") or self._default_table

    def has_looks(self, style: str) -> bool:
        """Whether a style of a table says how its text looks or what is behind it."""
        if style not in self._looks:
            names = {local_name(each) for link in self._list_chain(style) for each in link.iter()}
            self._looks[style] = bool(names & _TABLE_LOOKS)
        return self._looks[style]

    def of_parts(self, style: str, parts: tuple[str, ...], group: str) -> Properties:
        """The properties that the style of a table gives to a cell that is in some of its parts.
        Later parts override earlier ones."""
        key = style, parts, group
        if key not in self._part_styles:
            chain = list(reversed(self._list_chain(style)))
            merged: Properties = {}
            for part in parts:
                for each in chain:
                    merged |= _properties_of_part(each, part, group)
            self._part_styles[key] = merged
        return self._part_styles[key]


def _properties_of_part(style: Element, part: str, group: str) -> Properties:
    if part == "wholeTable":
        return properties_of(style, group)
    parts = (each for each in style if local_name(each) == "tblStylePr")
    merged: Properties = {}
    for each in parts:
        if attribute(each, "type") == part:
            merged |= properties_of(each, group)
    return merged


def _find_default(styles: list[Element], kind: str) -> str | None:
    """The style that paragraphs or tables have which name none."""
    for style in styles:
        is_default = attribute(style, "default") in ("1", "true", "on")
        if is_default and attribute(style, "type") == kind:
            return attribute(style, "styleId")
    return None
