"""What a Word file shows: all else is taken out of its tree, and tracked changes are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.package import attribute, local
from gouji.pipeline.ingest.scripts import is_apart, set_apart

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Deleted or moved away, codes of fields, and readings beside the characters they belong to.
_DROPPED = frozenset("del moveFrom delText delInstrText instrText rt".split())
_PROPERTIES = frozenset("pPr rPr tblPr sdtPr rubyPr".split())
_OFF = ("0", "false", "off")


def facts_of(node: Element, name: str) -> dict[str, Element]:
    """The properties of a node by their names in small letters."""
    return {local(one).lower(): one for facts in node if local(facts) == name for one in facts}


def is_on(facts: dict[str, Element], name: str) -> bool:
    """Whether a property is there and not switched off."""
    return name in facts and attribute(facts[name], "val") not in _OFF


def hidden_styles(styles: Element | None) -> frozenset[str]:
    """The ids of the styles whose text is hidden, by themselves or by what they are based on."""
    hidden: dict[str, bool | str] = {}
    for style in styles if styles is not None else ():
        facts = facts_of(style, "rPr")
        above = next((attribute(one, "val") for one in style if local(one) == "basedOn"), None)
        own = is_on(facts, "vanish") if "vanish" in facts else above or False
        hidden[attribute(style, "styleId") or ""] = own
    return frozenset(name for name in hidden if _is_hidden_style(name, hidden))


def _is_hidden_style(name: str, hidden: dict[str, bool | str]) -> bool:
    own: bool | str = name
    for _ in range(10):  # Word's own limit; a chain may be a ring
        if isinstance(own, bool):
            return own
        own = hidden.get(own, False)
    return False


def keep_shown(body: Element, hidden: frozenset[str]) -> None:
    """Take out of `body` what no reader sees; `hidden` names the styles of hidden text."""
    nodes = list(body.iter("{*}p"))
    for paragraph in nodes:
        _mark_scripts(paragraph)
    for paragraph in nodes:
        _join(paragraph)
    for node in [one for one in body.iter("{*}*") if _is_unseen(one, hidden)]:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)


def _is_unseen(node: Element, hidden: frozenset[str]) -> bool:
    name = local(node)
    if name in _DROPPED:
        return _holder(node) not in ("trPr", "rPr")
    if name == "r":
        return _is_hidden(facts_of(node, "rPr"), "rstyle", hidden)
    if name == "p":
        return attribute(facts_of(node, "pPr").get("pstyle"), "val") in hidden
    if name == "tr":
        facts = facts_of(node, "trPr")
        return "del" in facts or is_on(facts, "hidden")
    if name in ("Choice", "Fallback"):
        return _has_better(node, name)
    return name in _PROPERTIES


def _is_hidden(facts: dict[str, Element], style: str, hidden: frozenset[str]) -> bool:
    if "vanish" in facts:
        return is_on(facts, "vanish")
    return attribute(facts.get(style), "val") in hidden


def _has_better(node: Element, name: str) -> bool:
    """Whether something before it shows the same thing, which is not to be read twice."""
    return any(local(one) in ("Choice", name) for one in node.itersiblings(preceding=True))


def _holder(node: Element) -> str:
    parent = node.getparent()
    return "" if parent is None else local(parent)


def _mark_scripts(paragraph: Element) -> None:
    runs = [(one, facts_of(one, "rPr").get("vertalign")) for one in paragraph.iter("{*}r")]
    places = [(run, attribute(fact, "val")) for run, fact in runs]
    if all(is_apart(place) for _, place in places):
        return
    for run, place in places:
        for text in run.iter("{*}t") if is_apart(place) else ():
            text.text = set_apart(text.text or "", place)


def _join(paragraph: Element) -> None:
    """A paragraph whose mark was deleted goes on in the next."""
    parent, goes_on = paragraph.getparent(), _is_mark_deleted(paragraph)
    while goes_on and parent is not None:
        following = paragraph.getnext()
        if following is None or local(following) != "p":
            return
        goes_on = _is_mark_deleted(following)
        paragraph.extend(list(following))
        parent.remove(following)


def _is_mark_deleted(paragraph: Element) -> bool:
    marks = (one for fact in paragraph if local(fact) == "pPr" for one in fact)
    facts = {local(one) for mark in marks if local(mark) == "rPr" for one in mark}
    return bool(facts & {"del", "moveFrom"})
