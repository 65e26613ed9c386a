"""Claims as one line each, so that cases can be read: `requests_received 80 last_year part ~`."""

from __future__ import annotations

from collections.abc import Iterable

from gouji.pipeline.records import Claim


def say(claim: Claim) -> str:
    """Metric, value, parts; then what is not the body's own, this year's, or exact."""
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
