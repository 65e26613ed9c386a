"""Sums kept up while numbers come and go, against sums made anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import find_identities, load_rules
from gouji.pipeline.identities.ledger import Identities, Sums

FORM = load_forms(FOLDER / "forms")["2021"]
IDENTITIES = Identities(find_identities(FORM, load_rules(FOLDER / "rules"), "remedies"))
KEYS = [key for key, _, _ in FORM.table("remedies").cells()]
PUTS = st.lists(st.tuples(st.sampled_from(KEYS), st.none() | st.integers(0, 5)), max_size=60)


@given(PUTS)
def test_every_verdict_is_that_of_the_numbers_now(puts: list) -> None:
    sums, fresh = Sums(IDENTITIES), Sums(IDENTITIES)
    for key, value in puts:
        sums.put(key, value)
    for key, value in dict(puts).items():
        fresh.put(key, value)
    for number, identity in enumerate(IDENTITIES.every):
        now = {key: value for key, value in puts if key in identity.cells}
        left, right = (sum(now.get(k) or 0 for k in s) for s in (identity.left, identity.right))
        assert sums.verdict(number) == fresh.verdict(number)
        assert (sums.verdict(number) > 0) == (left == right != 0)


def test_a_sum_that_lost_a_cell_does_not_fail() -> None:
    identity = IDENTITIES.every[0]
    sums = Sums(IDENTITIES)
    for key in identity.right:
        sums.put(key, 3)
    assert sums.verdict(0) == 0.0
    for key in identity.left:
        sums.put(key, 0)
    assert sums.verdict(0) < 0
