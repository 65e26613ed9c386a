"""Removes from a Word file's tree what it does not show, and accepts tracked changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.package import attribute, local_name
from gouji.pipeline.ingest.scripts import is_script, to_script

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Deleted or moved text, codes of fields, and phonetic readings of characters.
_REMOVED = frozenset("del moveFrom delText delInstrText instrText rt".split())
_PROPERTIES = frozenset("pPr rPr tblPr sdtPr rubyPr".split())
# Values of a property that is switched off.
_OFF = ("0", "false", "off")
# Styles that a style may be based on, one after the other: the limit of Word.
_LONGEST_STYLE_CHAIN = 10


def properties_of(node: Element, group: str) -> dict[str, Element]:
    """Return the properties of a node in a group such as `rPr`, by their names in lower case."""
    groups = (child for child in node if local_name(child) == group)
    return {local_name(each).lower(): each for properties in groups for each in properties}


def is_on(properties: dict[str, Element], name: str) -> bool:
    """Whether a property is present and not switched off."""
    return name in properties and attribute(properties[name], "val") not in _OFF


def find_hidden_styles(styles: Element | None) -> frozenset[str]:
    """Return the ids of the styles whose text is hidden, by themselves or by their base style."""
    hidden: dict[str, bool | str] = {}  # by id, or the id of the base style that decides
    for style in styles if styles is not None else ():
        properties = properties_of(style, "rPr")
        bases = (attribute(each, "val") for each in style if local_name(each) == "basedOn")
        base = next(bases, None) or False
        is_hidden = is_on(properties, "vanish") if "vanish" in properties else base
        hidden[attribute(style, "styleId") or ""] = is_hidden
    return frozenset(style_id for style_id in hidden if _is_hidden_style(style_id, hidden))


def _is_hidden_style(style_id: str, hidden: dict[str, bool | str]) -> bool:
    decision: bool | str = style_id
    for _ in range(_LONGEST_STYLE_CHAIN):  # styles may be based on each other in a circle
        if isinstance(decision, bool):
            return decision
        decision = hidden.get(decision, False)
    return False


def remove_hidden(body: Element, hidden_styles: frozenset[str]) -> None:
    """Remove from the tree of a body what no reader sees."""
    paragraphs = list(body.iter("{*}p"))
    for paragraph in paragraphs:
        _mark_scripts(paragraph)
    for paragraph in paragraphs:
        _join_following(paragraph)
    for node in [each for each in body.iter("{*}*") if _is_unseen(each, hidden_styles)]:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)


def _is_unseen(node: Element, hidden_styles: frozenset[str]) -> bool:
    name = local_name(node)
    if name in _REMOVED:
        return _parent_name(node) not in ("trPr", "rPr")
    if name == "r":
        return _is_hidden_run(properties_of(node, "rPr"), hidden_styles)
    if name == "p":
        return attribute(properties_of(node, "pPr").get("pstyle"), "val") in hidden_styles
    if name == "tr":
        properties = properties_of(node, "trPr")
        return "del" in properties or is_on(properties, "hidden")
    if name in ("Choice", "Fallback"):
        return _is_second_rendering(node, name)
    return name in _PROPERTIES


def _is_hidden_run(properties: dict[str, Element], hidden_styles: frozenset[str]) -> bool:
    if "vanish" in properties:
        return is_on(properties, "vanish")
    return attribute(properties.get("rstyle"), "val") in hidden_styles


def _is_second_rendering(node: Element, name: str) -> bool:
    """Whether an element before it renders the same content, which is to be read once."""
    preceding = node.itersiblings(preceding=True)
    return any(local_name(each) in ("Choice", name) for each in preceding)


def _parent_name(node: Element) -> str:
    parent = node.getparent()
    return "" if parent is None else local_name(parent)


def _mark_scripts(paragraph: Element) -> None:
    """Write raised and lowered figures as such, unless all text of the paragraph is raised."""
    runs = [
        (run, attribute(properties_of(run, "rPr").get("vertalign"), "val"))
        for run in paragraph.iter("{*}r")
    ]
    if all(is_script(position) for _, position in runs):
        return
    for run, position in runs:
        for text in run.iter("{*}t") if is_script(position) else ():
            text.text = to_script(text.text or "", position)


def _join_following(paragraph: Element) -> None:
    """Append the next paragraphs to one whose paragraph mark was deleted."""
    parent, is_continued = paragraph.getparent(), _is_mark_deleted(paragraph)
    while is_continued and parent is not None:
        following = paragraph.getnext()
        if following is None or local_name(following) != "p":
            return
        is_continued = _is_mark_deleted(following)
        paragraph.extend(list(following))
        parent.remove(following)


def _is_mark_deleted(paragraph: Element) -> bool:
    groups = (child for child in paragraph if local_name(child) == "pPr")
    marks = (each for group in groups for each in group if local_name(each) == "rPr")
    return bool({local_name(each) for mark in marks for each in mark} & {"del", "moveFrom"})
