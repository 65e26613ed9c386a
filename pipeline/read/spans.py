"""Claims for who works in spaCy: the same functions behind a component."""

from __future__ import annotations

from typing import Any

from models.breakdowns import Breakdowns
from models.claims import Claims
from pipeline.read.contexts import Passage
from pipeline.read.statements import find_claims
from pipeline.records import Claim
from pipeline.tokens import load_pipeline


def load_claims_pipeline(claims: Claims, breakdowns: Breakdowns) -> Any:
    """A spaCy pipeline that sets `doc.spans["claims"]`; see `load_pipeline`."""

    def read(text: str, section: str, year: int | None, agency: str | None) -> tuple[Claim, ...]:
        return find_claims(Passage(text, section, year, agency), claims, breakdowns)

    return load_pipeline(read)
