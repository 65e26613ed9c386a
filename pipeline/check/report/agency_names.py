"""Names of other agencies in places that call for the report's own, as copied reports have them.

A report may name other bodies: those above and below its agency, courts, issuers of documents,
visitors. The agency's own name belongs in three places: where the report says whose report it is,
where it says whom to contact, and where it says what the agency did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.pipeline.agencies.mentions import Mention, Slot, find_mentions
from gouji.pipeline.agencies.names import (
    Body,
    Relation,
    find_relation,
    is_place_and_office,
    may_be_sentence,
    parse_body,
)
from gouji.pipeline.agencies.passages import plain_lines
from gouji.pipeline.agencies.signatures import find_signatures
from gouji.pipeline.agencies.site_navigation import is_navigation
from gouji.pipeline.agencies.titles import find_titles_among
from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.rules import NameRule
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Verdict

# Trades of bodies that serve a whole county, as its service desk or its publisher, and names that
# may be those of a department's own office.
_SERVING = r"政务服务|行政审批|数据|政务公开|媒体|宣传|[^局厅会]$"
_DESKS = {"address": re.compile(f"{_SERVING}|信访"), "deed": re.compile(_SERVING)}
# Length of the beginning of a report that holds its title, in characters.
_BEGINNING = 3000
# Prose has a mark inside or at the end of its sentences.
_PROSE = re.compile("[，。；,;]")


@dataclass(frozen=True, slots=True)
class NamesDetail:
    """The agency of a report, and the names that are in the place of its own."""

    agency: str
    names: tuple[str, ...]


def check_names(rule: NameRule, facts: Facts) -> Iterator[Result[NamesDetail]]:
    """A result for a report whose agency is named with its place: broken where another name is in
    the place of its own, undecided where that may be another name of the same body."""
    agency = facts.agency or ""
    own = parse_body(agency)
    if not own.places:
        return
    mentions = [*find_mentions(facts.text), *_find_title(facts), *_find_signature(facts)]
    others = [(slot, name) for slot, name, _ in mentions if not _is_own(name, agency)]
    judged = [(name, _judge(slot, own, parse_body(name))) for slot, name in others]
    wrong = list(dict.fromkeys(name for name, verdict in judged if verdict == "broken"))
    unclear = list(dict.fromkeys(name for name, verdict in judged if verdict == "undecided"))
    if wrong and not _is_established(facts):
        wrong, unclear = [], list(dict.fromkeys(wrong + unclear))
    yield Result(
        rule=rule,
        scope=agency,
        verdict="broken" if wrong else "undecided" if unclear else "holds",
        detail=NamesDetail(agency, tuple(wrong or unclear)),
        cause="source" if wrong else None,
    )


def _is_own(name: str, agency: str) -> bool:
    """Whether a name is that of the agency with more or fewer places: a line break may have cut
    off its beginning, or words of the sentence before its short form look like a place."""
    if name.endswith(agency) or agency.endswith(name):
        return True
    own, other = parse_body(agency), parse_body(name)
    short = own.places[-1][-1] + own.office
    return may_be_sentence(other) and name.endswith(short) and len(other.places) == 1


def _is_established(facts: Facts) -> bool:
    """Whether a place of the text names the agency, or its title does.

    Where the text says that the report is that of another body, the title must be on the first line
    or marked as a heading: other titles may be links.
    """
    agency = squeeze(facts.agency or "")
    mentions = find_mentions(facts.text)
    if any(mention.name.endswith(agency) for mention in mentions):
        return True
    lines = plain_lines(facts.text[:_BEGINNING])
    titles = [line for line in lines if "信息公开" in line and not is_navigation(line)]
    marked = [*lines[:1], *(line for line in titles if line[0] in "#*")]
    is_first = any(agency in line for line in marked)
    is_issued = any(mention.slot == "issuer" for mention in mentions)
    return is_first if is_issued else any(agency in line for line in titles)


def _find_title(facts: Facts) -> Iterator[Mention]:
    """The name in the title above the first section, if the text has that of the agency more than
    once and no title does.

    Titles may be links. The last one is the report's own title if prose or the first heading is
    below it.
    """
    agency = facts.agency or ""
    own = {place for _, name, place in find_mentions(facts.text) if name.endswith(agency)}
    end = min([section.start for section in facts.sections], default=0)
    lines = [line for line in plain_lines(facts.text[:end]) if not is_navigation(line)]
    titles = list(find_titles_among(lines))
    if len(own) < 2 or not titles or any(agency in (title.agency or "") for title in titles):
        return
    last = titles[-1]
    is_above_text = all(_PROSE.search(line) for line in lines[last.last + 1 :][:1])
    if last.agency and is_above_text and not last.is_apart and is_place_and_office(last.agency):
        yield Mention("title", last.agency)


def _find_signature(facts: Facts) -> Iterator[Mention]:
    """The name above a date and below a sentence of the last section, if it is the only one."""
    start = facts.sections[-1].start if facts.sections else 0
    lines = plain_lines(facts.text[start:])
    names = [signature.name for signature in find_signatures(lines) if signature.ends_text]
    if len(names) == 1:
        yield Mention("issuer", names[0])


def _judge(slot: Slot, own: Body, other: Body) -> Verdict:
    """Whether the name `other` is allowed in this slot of the report of `own`."""
    if not other.places:
        return "holds"
    if slot == "title":
        return _judge_title(own, other)
    relation: Relation = find_relation(own, other)
    if relation == "unrelated":
        return "undecided" if may_be_sentence(other) else _judge_elsewhere(slot, own, other)
    if relation == "sibling":
        return _judge_sister(slot, other)
    return "undecided" if relation == "unclear" and slot == "issuer" else "holds"


def _judge_title(own: Body, other: Body) -> Verdict:
    """A title with the same office of another place on the same level, spelt alike, was copied; a
    city may be a county. Other titles may be links."""
    is_alike = own.office == other.office and len(own.places) == len(other.places)
    may_be_county = own.level == other.level or (own.level == 3 and other.places[-1][-1] == "市")
    is_copied = is_alike and may_be_county and find_relation(own, other) == "unrelated"
    return "broken" if is_copied else "undecided"


def _judge_sister(slot: Slot, other: Body) -> Verdict:
    """Another department of the same place may be mentioned. Its figures are not expected here,
    nor its address, unless it serves other departments."""
    is_foreign = slot in _DESKS and not _DESKS[slot].search(other.office)
    return "broken" if slot == "issuer" or is_foreign else "undecided"


def _judge_elsewhere(slot: Slot, own: Body, other: Body) -> Verdict:
    """A body of another place belongs in no slot, with two exceptions: a body on a higher level
    may be this one's superior, unless it has the same trade and its figures are reported; and a
    body on a lower level may be below this one, if this one is a government."""
    if slot in ("subject", "deed") and other.level < own.level:
        is_namesake = slot == "deed" and not own.is_government and own.office == other.office
        return "broken" if is_namesake else "undecided"
    is_below = slot in ("subject", "deed") and other.level > own.level and own.is_government
    return "holds" if is_below else "broken"
