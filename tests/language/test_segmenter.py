"""The segmenter gives the words of spaCy's Chinese tokenizer, which is jieba with domain words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.pipeline.language.segmenter import LOG_ZERO, STATES, load_segmenter
from gouji.pipeline.language.tokens import load_pipeline, words

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


NLP = load_pipeline()


def spacy_words(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in NLP.make_doc(text) if not token.is_space)


def test_the_dictionary_is_the_one_installed() -> None:
    jieba, ours = NLP.tokenizer.jieba_seg, load_segmenter()
    counts = {word: count for word, count in jieba.dt.FREQ.items() if count}
    assert {word: ours.frequencies[ours.trie[word]] for word in counts} == counts
    assert (len(ours.trie), ours.total) == (len(counts), jieba.dt.total), "run `make dictionary`"


def test_the_markov_model_is_the_one_installed() -> None:
    model, ours = NLP.tokenizer.jieba_seg.finalseg, load_segmenter()
    assert ours.start == tuple(model.start_P[s] for s in STATES)
    for a, row in zip(STATES, ours.transitions, strict=True):
        assert row == tuple(model.trans_P[a].get(b, LOG_ZERO) for b in STATES)
    for i, state in enumerate(STATES):
        emissions = {c: row[i] for c, row in ours.emissions.items() if row[i] != LOG_ZERO}
        assert emissions == {c: p for c, p in model.emit_P[state].items() if p != LOG_ZERO}
    assert not model.Force_Split_Words


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.*")), ids=lambda path: path.name)
def test_samples_are_cut_alike(path: Path) -> None:
    for line in path.read_bytes().decode("utf-8", "replace").splitlines():
        assert words(line) == spacy_words(line)


def test_concatenated_words_of_the_dictionary_are_cut_alike() -> None:
    draw = random.Random(1)
    vocabulary = list(NLP.tokenizer.jieba_seg.dt.FREQ)[::101]
    for _ in range(2000):
        text = "".join(draw.choices(vocabulary, k=draw.randint(1, 8)))
        assert words(text) == spacy_words(text)


MIXED = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5),
    st.sampled_from("政府信息公开申请行政复议诉讼总计的了张王李伟在是"),
    st.sampled_from("019aZ.%+#&_- \t\r\n\u3000\u2028。，（）㐀𠀀é"),
)


@settings(max_examples=500)
@given(st.text(MIXED, max_size=40))
def test_any_text_is_cut_alike(text: str) -> None:
    assert words(text) == spacy_words(text)
