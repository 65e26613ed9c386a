"""The spaCy component finds the claims that reading finds, and a DocBin keeps its spans."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from spacy.lang.zh import Chinese
from spacy.tokens import Doc, DocBin, Span

from gouji.models.artefacts import load_models
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.passage_claims import find_claims
from gouji.pipeline.claims.spacy_component import load_claims_pipeline

CASES = json.loads((Path(__file__).parents[1] / "cases" / "claims.json").read_text("utf-8"))
MODELS = load_models()


@pytest.fixture(scope="module")
def nlp() -> Chinese:
    return load_claims_pipeline(MODELS.claims, MODELS.breakdowns)


def read(nlp: Chinese, text: str, year: int) -> Doc:
    doc = nlp.make_doc(text)
    doc._.section, doc._.year = "overview", year
    return nlp(doc)


def key(span: Span) -> tuple[object, ...]:
    scope = (span._.about, span._.period, span._.approximate, span._.unit)
    return (span.label_, *span._.figure, Decimal(span._.value), tuple(span._.parts), *scope)


def test_component_and_function_find_the_same_claims(nlp: Chinese) -> None:
    for case in CASES:
        text, year = case["text"], case.get("year", 2023)
        doc = read(nlp, text, year)
        spans = list(map(key, doc.spans["claims"]))
        claims = find_claims(Passage(text, "overview", year), MODELS.claims, MODELS.breakdowns)
        assert spans == [
            (c.metric, c.start, c.end, c.value, tuple(map(float, c.parts)), c.about, c.period,
             c.approximate, c.unit)
            for c in claims
        ]  # fmt: skip


def test_a_span_covers_its_figure(nlp: Chinese) -> None:
    doc = read(nlp, "全年收到政府信息公开申请1,234件。", 2023)
    [span] = doc.spans["claims"]
    start, end = span._.figure
    assert doc.text[start:end] == "1,234"
    assert span.start_char <= start and end <= span.end_char
    assert span.label_ == "requests_received" and span._.value == 1234


def test_a_docbin_keeps_the_spans(nlp: Chinese) -> None:
    doc = read(nlp, "2022年收到政府信息公开申请80件，2023年收到95件。", 2023)
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    [again] = DocBin(store_user_data=True).from_bytes(data).get_docs(nlp.vocab)
    assert list(map(key, again.spans["claims"])) == list(map(key, doc.spans["claims"]))
    assert [span._.period for span in again.spans["claims"]] == ["last_year", "year"]
