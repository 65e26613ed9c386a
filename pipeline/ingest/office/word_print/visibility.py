"""Removes from a Word file's tree what it does not show, and accepts tracked changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.package import local_name, to_int
from gouji.pipeline.ingest.office.word_print.colours import is_unseen
from gouji.pipeline.ingest.office.word_print.fields import show_results
from gouji.pipeline.ingest.office.word_print.properties import (
    Properties,
    Styles,
    is_on,
    properties_of,
    value_of,
)
from gouji.pipeline.ingest.office.word_print.symbols import (
    draw_text,
    find_symbol_font,
    write_symbols,
)
from gouji.pipeline.ingest.office.word_print.table_styles import TableStyles
from gouji.pipeline.ingest.scripts import is_script, strike, to_script

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Deleted or moved text, codes of fields, and phonetic readings of characters.
_REMOVED = frozenset("del moveFrom delText delInstrText instrText rt".split())
_PROPERTIES = frozenset("pPr rPr tblPr sdtPr rubyPr".split())
_REFERENCES = ("footnoteReference", "endnoteReference")
# Half points by which text is raised, from which it is a note; and the size of text nobody sees.
_RAISED = 4
_TINY = 4
# Share of the size of a paragraph below which text on the same line is no digit of a number.
_SMALL = 0.6
# Properties by which a paragraph without others may be unseen as a whole, or struck out.
_LOOKS = frozenset("vanish strike dstrike color textfill".split())
_USUAL_SIZE = 21  # half points


class _Run(NamedTuple):
    """A run with its properties, those of its styles included."""

    element: Element
    properties: Properties

    @property
    def is_filled(self) -> bool:
        return any((text.text or "").strip() for text in self.element.iter("{*}t"))

    @property
    def size(self) -> int:
        """In half points."""
        return to_int(value_of(self.properties, "sz"), _USUAL_SIZE) or _USUAL_SIZE

    @property
    def is_reference(self) -> bool:
        """Whether its text is the mark of a footnote or endnote, and not a number by Word."""
        return any(local_name(each) in _REFERENCES for each in self.element)

    @property
    def is_struck(self) -> bool:
        return is_on(self.properties, "strike") or is_on(self.properties, "dstrike")


def remove_hidden(body: Element, styles: Styles) -> None:
    """Remove from the tree of a body what no reader sees."""
    write_symbols(body)
    show_results(body)
    paragraphs = list(body.iter("{*}p"))
    struck: list[Element] = []
    looks = TableStyles(styles)
    for paragraph in paragraphs:
        base = _find_base(paragraph, looks)
        runs = [_Run(run, styles.of_run(run, base)) for run in paragraph.iter("{*}r")]
        if not _changes_looks(base) and all(run.properties is base for run in runs):
            continue
        seen = [run for run in runs if not _remove_unseen(run, looks)]
        for run in seen:
            draw_text(run.element, run.properties)
        struck += [run.element for run in seen if run.is_struck and run.is_filled]
        _mark_scripts([run for run in seen if run.is_filled and not run.is_struck])
    for paragraph in paragraphs:
        _join_following(paragraph)
    for node in [each for each in body.iter("{*}*") if _is_unseen(each)]:
        _remove(node)
    _remove_struck(struck)


def _changes_looks(base: Properties) -> bool:
    """Whether text without properties may be unseen, struck out, or drawn as symbols."""
    return bool(_LOOKS & base.keys()) or find_symbol_font(base) is not None


def _find_base(paragraph: Element, looks: TableStyles) -> Properties:
    """The properties that the runs of a paragraph have by its style and that of its table."""
    cell = _find_cell(paragraph)
    in_table = {} if cell is None else looks.of_cell(cell, "rPr")
    base = looks.styles.of_runs(paragraph)
    return looks.styles.add_style(in_table, base) if in_table else base


def _remove(node: Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _remove_unseen(run: _Run, looks: TableStyles) -> bool:
    """Remove a run whose text is hidden, tiny, or in the colour of its ground."""
    if not run.properties:
        return False
    is_hidden = is_on(run.properties, "vanish") or run.size <= _TINY
    if is_hidden or is_unseen(run.element, run.properties, looks):
        _remove(run.element)
        return True
    return False


def _remove_struck(struck: list[Element]) -> None:
    """Remove struck-out text beside other text. Where a whole cell is struck out it is marked: the
    cell is not blank."""
    cells = [_find_cell(run) for run in struck]
    removed = set(struck)
    whole = {cell for cell in set(cells) if cell is not None and not _has_other(cell, removed)}
    for run, cell in zip(struck, cells, strict=True):
        if cell not in whole:
            _remove(run)
            continue
        for text in run.iter("{*}t"):
            text.text = strike(text.text or "")


def _find_cell(node: Element) -> Element | None:
    return next((each for each in node.iterancestors() if local_name(each) == "tc"), None)


def _has_other(cell: Element, removed: set[Element]) -> bool:
    """Whether a cell has text that is not struck out."""
    texts = (each for each in cell.iter("{*}t") if (each.text or "").strip())
    return any(not removed.intersection(each.iterancestors()) for each in texts)


def _is_unseen(node: Element) -> bool:
    name = local_name(node)
    if name in _REMOVED:
        return _parent_name(node) not in ("trPr", "rPr")
    if name == "tr":
        properties = properties_of(node, "trPr")
        return "del" in properties or is_on(properties, "hidden")
    if name in ("Choice", "Fallback"):
        return _is_second_rendering(node, name)
    return name in _PROPERTIES


def _is_second_rendering(node: Element, name: str) -> bool:
    """Whether an element before it renders the same content, which is to be read once."""
    preceding = node.itersiblings(preceding=True)
    return any(local_name(each) in ("Choice", name) for each in preceding)


def _parent_name(node: Element) -> str:
    parent = node.getparent()
    return "" if parent is None else local_name(parent)


def _mark_scripts(runs: list[_Run]) -> None:
    """Write raised and lowered figures as such, unless all text of the paragraph is raised. Figures
    much smaller than their neighbours are taken for lowered ones. The raised mark of a footnote is
    left out: Word writes most such marks itself, and none of them is in the text."""
    largest = max((run.size for run in runs), default=0)
    positions = [_find_position(run.properties) for run in runs]
    if all(map(is_script, positions)):
        return
    for run, position in zip(runs, positions, strict=True):
        is_small = run.size < _SMALL * largest
        position = position or ("subscript" if is_small else None)
        for text in run.element.iter("{*}t") if is_script(position) else ():
            text.text = "" if run.is_reference else to_script(text.text or "", position)


def _find_position(properties: Properties) -> str | None:
    """Where the text of a run is, by its kind or by the half points that it is raised by."""
    position = value_of(properties, "vertalign")
    if is_script(position):
        return position
    raised = value_of(properties, "position") or "0"
    if to_int(raised.removeprefix("-")) < _RAISED:
        return None
    return "subscript" if raised.startswith("-") else "superscript"


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
