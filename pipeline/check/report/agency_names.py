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
    parse_body,
)
from gouji.pipeline.agencies.passages import plain_lines
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
    names = [*find_mentions(facts.text), *_find_title(facts)]
    others = [(slot, name) for slot, name in names if not _is_own(name, agency)]
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
    off its beginning."""
    return name.endswith(agency) or agency.endswith(name)


def _is_established(facts: Facts) -> bool:
    """Whether the title of the report or one of the slots names its agency."""
    agency = squeeze(facts.agency or "")
    lines = plain_lines(facts.text[:_BEGINNING])
    titles = (line for line in lines if "信息公开" in line and not is_navigation(line))
    return any(agency in line for line in titles) or any(
        name.endswith(agency) for _, name in find_mentions(facts.text)
    )


def _find_title(facts: Facts) -> Iterator[Mention]:
    """The name in the title above the first section, if the text has that of the agency more than
    once. Several titles there may be links, also where the last of them has no name."""
    own = [name for _, name in find_mentions(facts.text) if name.endswith(facts.agency or "")]
    end = min([section.start for section in facts.sections], default=0)
    lines = [line for line in plain_lines(facts.text[:end]) if not is_navigation(line)]
    titles = list(find_titles_among(lines))
    names = {title.agency for title in titles if title.agency}
    is_one = len(own) > 1 and len(names) == 1 and not titles[-1].is_apart
    if is_one and (name := titles[-1].agency) and is_place_and_office(name):
        yield Mention("issuer", name)


def _judge(slot: Slot, own: Body, other: Body) -> Verdict:
    """Whether the name `other` is allowed in this slot of the report of `own`."""
    if not other.places:
        return "holds"
    relation: Relation = find_relation(own, other)
    if relation == "unrelated":
        return _judge_elsewhere(slot, own, other)
    if relation == "sibling":
        return _judge_sister(slot, other)
    return "undecided" if relation == "unclear" and slot == "issuer" else "holds"


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
