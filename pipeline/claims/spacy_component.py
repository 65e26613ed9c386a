"""Claims for who works in spaCy: the same functions behind a component."""

from __future__ import annotations

from typing import Any

from gouji.models.breakdowns import Breakdowns
from gouji.models.claims import Claims
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.statements import find_claims
from gouji.pipeline.language.tokens import load_pipeline
from gouji.pipeline.records import Claim


def load_claims_pipeline(claims: Claims, breakdowns: Breakdowns) -> Any:
    """A spaCy pipeline that sets `doc.spans["claims"]`; see `load_pipeline`."""

    def read(text: str, section: str, year: int | None, agency: str | None) -> tuple[Claim, ...]:
        return find_claims(Passage(text, section, year, agency), claims, breakdowns)

    return load_pipeline(read)
