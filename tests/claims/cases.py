"""Claims as one line each, as in the case files: `requests_received 80 last_year part ~`."""

from __future__ import annotations

from collections.abc import Iterable

from gouji.pipeline.records import Claim


def say(claim: Claim) -> str:
    """Metric, value and parts, then scope, period and ~ where they are not the usual ones."""
    return " ".join(
        [
            claim.metric,
            f"{claim.value:f}",
            *(["=", "+".join(f"{part:f}" for part in claim.parts)] if claim.parts else []),
            *([claim.about] if claim.about != "self" else []),
            *([claim.period] if claim.period != "year" else []),
            *(["~"] if claim.approximate else []),
        ]
    )


def say_all(claims: Iterable[Claim]) -> list[str]:
    return sorted(map(say, claims))
