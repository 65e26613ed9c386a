"""The agency that issued a report: by its title and by the places that call for its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence

from gouji.pipeline.agencies.mentions import find_mentions, follows_link_label
from gouji.pipeline.agencies.names import (
    find_relation,
    is_place,
    is_place_and_office,
    is_short_name,
    parse_body,
    trim_name,
)
from gouji.pipeline.agencies.passages import find_passages
from gouji.pipeline.agencies.signatures import find_signatures
from gouji.pipeline.agencies.site_navigation import drop_navigation
from gouji.pipeline.agencies.titles import (
    BODY_SUFFIXES,
    Title,
    clean_name,
    is_body_name,
    may_name_agency,
)
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numbering import HEADING_NUMBER
from gouji.pipeline.read.opening import LENGTH, Opening
from gouji.pipeline.records import Document, Section

# The name of a body that issues the report, as preambles word it.
_NAME = re.compile(
    rf"(?:现公布|现将|公布|由|本报告由|我单位|联系|是)?(?P<name>[一-鿿]{{2,22}}?(?:{BODY_SUFFIXES})"
    r"(?:[（(](?!以下|简称|下称)[一-鿿]{2,20}[)）])?)"
    r"(?=(?:[（(](?:以下)?[简下]称[^（()）]{1,16}[)）])?"
    r"(?:\d{0,4}年?度?政府信息公开|(?:自|从)?20\d\d年1月1日|编制|组织编制|结合|根据|按照|办公室联系|联系|"
    r"发布|公布))"
)
_PLACE_ENDS = frozenset("省市县区州旗")
# Fragments at the end, among which is the signature.
_SIGNATURE_FRAGMENTS = 12
# The confidence of a name by where it is printed, after the shares that were right on generated
# reports: in the title and in the text, in one of them, in one of several, elsewhere, and in the
# title of a report whose text names another body as its own.
SURE, STATED, ONE_OF_SEVERAL, INFERRED, DOUBTED = 0.995, 0.99, 0.98, 0.92, 0.8

Named = tuple[str | None, float]
_NONE: Named = None, 0.0


def find_agency(document: Document, sections: Sequence[Section], opening: Opening) -> Named:
    """Return the agency as the report names it, and the probability that it is right.

    The title names it, or the places of the text that call for the name. Titles may be links to the
    reports of others: a name that the text confirms goes first.
    """
    mentions = count_mentions(document.text)
    titles = [*opening.titles[::-1], *opening.later_titles]
    stated = list(dict.fromkeys(title.agency for title in titles if title.agency))
    for name in stated:
        if own := max((m for m in mentions if _is_same(name, m)), key=len, default=""):
            return _fuller(name, own), SURE
    if mentions:
        issuers = {name for slot, name, _ in find_mentions(document.text) if slot == "issuer"}
        return _weigh_unconfirmed(opening, stated, mentions, issuers)
    if stated:
        return _weigh_titles(opening, stated)
    return _find_elsewhere(document, sections, opening)


def _fuller(name: str, mention: str) -> str:
    """The name of a title, or the mention of it: the longer one if the title's has more or less
    than places and office, or begins inside a place: 旗石桥镇人民政府."""
    is_torn = name[0] in _PLACE_ENDS and mention.endswith(name)
    if is_place_and_office(name) and not is_torn:
        return name
    return max(mention, name, key=len)


def _is_same(name: str, mention: str) -> bool:
    """Whether a mention is a name, or its end: 砚湖县教育局 of 云州市砚湖县教育局."""
    if name.endswith(mention) or mention.endswith(name):
        return True
    body, other = parse_body(name), parse_body(mention)
    return bool(body.places and other.places) and find_relation(body, other) == "same"


def _weigh_unconfirmed(
    opening: Opening, stated: list[str], mentions: Counter[str], issuers: Container[str]
) -> Named:
    """The agency where no title has a name of the text. `issuers` are the names whose report the
    text says that it is: of names that the text has as often, they go first.

    A name that the text has more than once goes before that of the title if the text says that it
    is the report of that body, or if the title is not on the first line: other titles are not told
    from links.
    """
    ranks = {name: (count, name in issuers) for name, count in mentions.items()}
    name, *others = sorted(ranks, key=ranks.__getitem__, reverse=True)
    is_tie = bool(others) and ranks[others[0]] == ranks[name] and not _is_same(name, others[0])
    if opening.titles and opening.titles[-1].agency and len(stated) == 1:
        own = opening.titles[-1]
        is_first = own.line == 0 and not own.is_apart
        if is_tie or mentions[name] < 2 or (is_first and not issuers):
            return (own.agency, DOUBTED) if is_first else _NONE
    if is_tie:
        return _NONE
    return name, STATED if not others and not stated else ONE_OF_SEVERAL


def _weigh_titles(opening: Opening, stated: list[str]) -> Named:
    """The agency of the titles, of which none is confirmed by the text.

    Where the last title has no name, those above it are links. Where it has no year and a nameless
    title has one, it is the running title of a page. Where titles above it have other names, it may
    be a link, too, unless it is broken over lines or followed by a heading.
    """
    page = {title.agency for title in opening.later_titles if title.line < 0 and title.agency}
    if not opening.titles:
        return (stated[0], ONE_OF_SEVERAL) if page == {stated[0]} else _NONE
    own = _join_place(opening.titles[-1], opening.preamble)
    has_nameless = any(title.year and not title.agency for title in opening.titles)
    if own.agency is None or (has_nameless and not own.year):
        return _NONE
    if own.is_apart and not _is_own_line(own, opening.preamble):
        return _NONE
    if len({title.agency for title in opening.titles if title.agency}) == 1:
        return own.agency, STATED
    below = opening.preamble[own.last + 1 :]
    is_broken = own.last > own.line or own.is_apart
    is_last = not below or bool(HEADING_NUMBER.match(below[0]))
    return (own.agency, DOUBTED) if is_broken or is_last else _NONE


def _join_place(title: Title, lines: Sequence[str]) -> Title:
    """The title with the place of its agency, if a wide space or a line break cut it off."""
    above = lines[title.line - 1] if title.line else ""
    if title.agency is None or parse_body(title.agency).places or not is_place(above):
        return title
    return title._replace(agency=above + title.agency)


def _is_own_line(title: Title, lines: Sequence[str]) -> bool:
    """Whether the name on a line of its own is that of the title, and not the end of a list of
    bodies above it or the beginning of one below it."""
    below = lines[title.last + 1 :][:2]
    is_below = bool(below) and (title.agency or "") in below[0]
    names = below[1:] if is_below else lines[: title.line]
    return not any(is_body_name(line) for line in names)


def _find_elsewhere(document: Document, sections: Sequence[Section], opening: Opening) -> Named:
    """The name that the preamble or the text gives for the issuer, or that of the signature or of
    the sheet."""
    if name := _find_name(document.text[:LENGTH]):
        return name, ONE_OF_SEVERAL
    names = _find_signature(document, sections), _read_sheet_name(document)
    name = next(filter(None, names), None)
    return (name, INFERRED) if name else _NONE


def count_mentions(text: str) -> Counter[str]:
    """Return in how many places that call for the agency's own name each name is; short names
    (县教育局) are left out."""
    places = {(clean_name(name), place) for _, name, place in find_mentions(text)}
    names = Counter(name for name, _ in sorted(places))
    return Counter(
        {name: n for name, n in names.items() if may_name_agency(name) and not is_short_name(name)}
    )


def _find_name(text: str) -> str | None:
    """Return the name that running text gives most often for the issuer."""
    found = (
        clean_name(trim_name(match["name"]))
        for passage in find_passages(text)
        for match in _NAME.finditer(passage)
        if not follows_link_label(passage, match.start("name"))
    )
    names = Counter(filter(may_name_agency, found))
    return names.most_common(1)[0][0] if names else None


def _read_sheet_name(document: Document) -> str | None:
    """Return the name of the first sheet, if it is the name of a body."""
    name = squeeze(document.sheets[0][1]) if document.sheets else ""
    return name if is_body_name(name) else None


def _find_signature(document: Document, sections: Sequence[Section]) -> str | None:
    """Return the only name above a date on the last lines of the report."""
    start = sections[-1].start if sections else 0
    last = document.fragments[-_SIGNATURE_FRAGMENTS:]
    lines = [squeeze(field.text) for field in last if field.start >= start and field.text]
    names = {signature.name for signature in find_signatures(drop_navigation(lines))}
    return names.pop() if len(names) == 1 else None
