"""Decisions as documents of spaCy, and back: a DocBin with one document for each report.

A claim is a span of the group `claims`; its label is the metric, or `nothing`. What a span cannot
hold is in `doc.user_data` as JSON, and so are decisions about what is no stretch of the text.
DocBin is msgpack: reading one runs no code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gouji.pipeline.decisions.json_lines import LineError, decision_to_line
from gouji.pipeline.decisions.records import Decision, Subject

if TYPE_CHECKING:
    from spacy.tokens import Doc

Line = dict[str, Any]
CLAIMS = "claims"
_DECISIONS = "gouji_decisions"  # The key of `doc.user_data`.
_NOTHING = "nothing"


def decisions_to_docbin(
    decisions: Mapping[Subject, list[Decision]], find_text: Callable[[str], str]
) -> bytes:
    """The bytes of a DocBin; `find_text` gives the text of a report by its id, "" for none."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    lines: dict[str, list[Line]] = {}
    for subject, listed in decisions.items():
        lines.setdefault(subject.report, []).extend(map(decision_to_line, listed))
    vocabulary, docbin = Vocab(), DocBin(store_user_data=True)
    for report, own in lines.items():
        docbin.add(_to_doc(vocabulary, report, find_text(report), own))
    data: bytes = docbin.to_bytes()
    return data


def _to_doc(vocabulary: Any, report: str, text: str, lines: list[Line]) -> Doc:
    """Each character is a token, so that every span of the text is a span of tokens."""
    from spacy.tokens import Doc, Span

    doc = Doc(vocabulary, words=list(text), spaces=[False] * len(text))
    spans = []
    for number, line in enumerate(lines):
        if _has_span(line, len(text)):
            label = _NOTHING if line["metric"] is None else line["metric"]
            spans.append(Span(doc, *line["claim"], label=label, span_id=str(number)))
    doc.spans[CLAIMS] = spans
    doc.user_data[_DECISIONS] = json.dumps(lines)
    doc.user_data["report"] = report
    return doc


def docbin_to_lines(data: bytes) -> Iterator[Line]:
    """The lines of a DocBin. What a span says counts over what is kept beside it. Raises
    LineError."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        docs = list(DocBin().from_bytes(data).get_docs(Vocab()))
    except Exception as error:  # spaCy, srsly and zlib each have their own
        raise LineError("不是 spaCy 的 DocBin · not a DocBin of spaCy") from error
    for doc in docs:
        yield from _read_doc(doc)


def _read_doc(doc: Doc) -> Iterator[Line]:
    try:
        kept = json.loads(doc.user_data[_DECISIONS])
        spans = {span.id_: span for span in doc.spans.get(CLAIMS, ())}
        lines = [dict(line) for line in kept]
    except (KeyError, TypeError, ValueError) as error:
        raise LineError("文档没有 gouji 的决定 · a document has no decisions of gouji") from error
    for number, line in enumerate(lines):
        span = spans.get(str(number))
        if span is not None:
            metric = None if span.label_ == _NOTHING else span.label_
            yield {**line, "claim": [span.start_char, span.end_char], "metric": metric}
        elif not _has_span(line, len(doc.text)):
            yield line  # a claim whose span was removed is no label any more


def _has_span(line: Line, length: int) -> bool:
    """Whether a line is written as a span."""
    return "claim" in line and "metric" in line and bool(line["claim"][1] <= length)
