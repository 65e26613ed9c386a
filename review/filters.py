"""What a reviewer wants to see, as the address of a page says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import urlencode

from gouji.pipeline.decisions.standing import Standing
from gouji.review.items import Item, ReportEntry

_LONGEST = 200  # Characters of a filter.


@dataclass(frozen=True, slots=True)
class Filters:
    """Empty: everything. `text` is looked for in agency, source and id of the report. With
    `reviewer` the items that this person has decided are shown, else those that are open."""

    rule: str = ""
    doubt: str = ""
    agency: str = ""
    year: str = ""
    form: str = ""
    media: str = ""
    report: str = ""
    text: str = ""
    reviewer: str = ""

    @classmethod
    def of_query(cls, query: Mapping[str, str]) -> Filters:
        """The filters of an address."""
        return cls(**{name: query.get(name, "")[:_LONGEST] for name in FILTER_NAMES})

    @property
    def given(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def query(self) -> str:
        """The filters as a query of an address."""
        return urlencode(self.given)

    def accepts_report(self, entry: ReportEntry) -> bool:
        """Whether the items of a report may be shown, as far as this does not depend on them."""
        asked = (
            (self.agency, entry.agency),
            (self.year, str(entry.year or "")),
            (self.form, entry.form),
            (self.media, entry.media),
            (self.report, entry.report),
        )
        searched = f"{entry.agency} {entry.source} {entry.report}".lower()
        return all(not wanted or wanted == has for wanted, has in asked) and (
            self.text.lower() in searched
        )

    def accepts(self, item: Item) -> bool:
        """Whether an item of such a report may be shown."""
        has_rule = not self.rule or self.rule in item.rules
        return has_rule and (not self.doubt or self.doubt == item.doubt)

    def accepts_reader(self, standing: Standing) -> bool:
        """Whether what was decided may be shown."""
        answers = (standing.decision, *standing.disputed)
        return not self.reviewer or any(one and one.by == self.reviewer for one in answers)


FILTER_NAMES = tuple(field.name for field in fields(Filters))
