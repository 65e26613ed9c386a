"""Numbers of a text's grams and words at once, against the names that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.models import headings, labels
from gouji.models.artefacts import load_models
from gouji.models.grams import text_numbers
from gouji.models.linear import log_probabilities

MODELS = load_models()
TEXTS = st.text(alphabet="一二三、公开申请数量行政^$ab0(（", max_size=60)
WORDS = st.lists(st.sampled_from(["公开", "申请", "数量", "行政", "w:公开"]), max_size=4).map(tuple)


@given(TEXTS, WORDS)
def test_labels_are_scored_as_their_names_say(text: str, words: tuple[str, ...]) -> None:
    one = labels.Features(text, words, 3, 1, "总计" if not text else "")
    fast = labels.predict(MODELS.labels, [one])
    assert np.allclose(fast, log_probabilities(MODELS.labels, [one.names()]), atol=1e-4)


@given(TEXTS, WORDS)
def test_headings_are_scored_as_their_names_say(text: str, words: tuple[str, ...]) -> None:
    one = headings.Features(text, words, True, False, "前", "后", 40, headings.Place())
    fast = headings.predict(MODELS.headings, [one])
    assert np.allclose(fast, log_probabilities(MODELS.headings, [one.names()]), atol=1e-4)


@pytest.mark.parametrize("name", ["2:公开", "w:公开", "1:公", "3:^公开"])
def test_a_name_of_the_vocabulary_is_found(name: str) -> None:
    number = MODELS.labels.vocabulary.get(name)
    assert (number in text_numbers(MODELS.labels, "公开", ("公开",))) == (number is not None)
