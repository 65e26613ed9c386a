"""The indices of the n-grams and words of a text, against the features' names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.models import headings, row_labels
from gouji.models.artefacts import load_models
from gouji.models.estimators.linear import log_probabilities
from gouji.models.grams import text_indices
from gouji.pipeline.language.numbering import HEADING_NUMBER

MODELS = load_models()
TEXTS = st.text(alphabet="一二三、公开申请数量行政^$ab0(（", max_size=60)
WORDS = st.lists(st.sampled_from(["公开", "申请", "数量", "行政", "w:公开"]), max_size=4).map(tuple)


@given(TEXTS, WORDS)
def test_labels_are_scored_as_by_their_feature_names(text: str, words: tuple[str, ...]) -> None:
    row = row_labels.Features(text, words, 3, 1, "总计" if not text else "")
    fast = row_labels.predict(MODELS.labels, [row])
    assert np.allclose(fast, log_probabilities(MODELS.labels, [row.names()]), atol=1e-4)


@given(TEXTS, WORDS)
def test_headings_are_scored_as_by_their_feature_names(text: str, words: tuple[str, ...]) -> None:
    number = HEADING_NUMBER.match(text)
    prefix = number.group() if number else ""
    position = headings.SeriesPosition()
    line = headings.Features(text, prefix, words, True, False, "前", "后", 40, position)
    fast = headings.predict(MODELS.headings, [line])
    assert np.allclose(fast, log_probabilities(MODELS.headings, [line.names()]), atol=1e-4)


@pytest.mark.parametrize("name", ["2:公开", "w:公开", "1:公", "3:^公开"])
def test_a_feature_of_the_vocabulary_has_an_index(name: str) -> None:
    index = MODELS.labels.vocabulary.get(name)
    assert (index in text_indices(MODELS.labels, "公开", ("公开",))) == (index is not None)
