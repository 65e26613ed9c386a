"""JSON of docling and MinerU: whole reports, single structures, and files that are none."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gouji.pipeline.errors import Damaged, ReportError, TooLarge
from gouji.pipeline.extract import extract
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.inline_pictures import PictureFinder
from gouji.pipeline.ingest.structured.dispatch import write_json
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Document, Report
from gouji.training.corpus.renderings.media import draw_media_sample
from gouji.training.evaluation.sample_scores import score_sample
from gouji.training.evaluation.scoring import summarise
from tests.truth import Case, cell_faults, issuer_faults, value_faults

TESTS = Path(__file__).parents[2]
CASES = TESTS / "cases" / "structured"
TRUTH = json.loads(
    (TESTS.parent / "data" / "samples" / "05-official-layout.truth.json").read_text("utf-8")
)
REPORTS = ("docling.json", "mineru_content_list.json", "mineru_content_list_v2.json")
DOCLING: list[dict[str, Any]] = json.loads((CASES / "docling_cases.json").read_text("utf-8"))
MINERU: list[dict[str, Any]] = json.loads((CASES / "mineru_cases.json").read_text("utf-8"))
KINDS = ("texts", "tables", "groups", "pictures", "form_items")
OFFSETS = ("start_row", "end_row", "start_col", "end_col")


def to_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


def to_cell(top: Any, bottom: Any, left: Any, right: Any, text: Any, more: Any = None) -> Any:
    places = zip(OFFSETS, (top, bottom, left, right), strict=True)
    cell = {f"{name}_offset_idx": place for name, place in places}
    return {**cell, "text": text, **(more or {})}


def to_table(table: dict[str, Any]) -> dict[str, Any]:
    rows, columns = table["size"]
    cells = [to_cell(*cell) for cell in table["cells"]]
    data = {"num_rows": rows, "num_cols": columns, "table_cells": cells}
    return {"label": "table", "data": data, **table.get("item", {})}


def to_docling(case: dict[str, Any]) -> bytes:
    items = {kind: case.get(kind, []) for kind in KINDS}
    items["tables"] = [to_table(table) for table in items["tables"]]
    body = {"children": [{"$ref": ref} for ref in case["refs"]]}
    return to_bytes({"schema_name": "DoclingDocument", "version": "1.8.0", "body": body, **items})


def check_case(data: bytes, case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(ReportError) as caught:
            ingest(data, "case.json")
        assert caught.value.kind == case["error"]
        assert case.get("detail", "") in caught.value.detail
        return
    document = ingest(data, "case.json")
    assert document.text.splitlines() == case["lines"]
    assert len(document.unread_pages) == case.get("unread", 0)
    check_fragments(document, case)


def check_fragments(document: Document, case: dict[str, Any]) -> None:
    fragments = document.fragments
    furniture = [fragment.row for fragment in fragments if fragment.role == "furniture"]
    assert furniture == case.get("furniture", [])
    if "columns" in case:
        assert [fragment.column for fragment in fragments] == case["columns"]
    if "fields" in case:
        assert [fragment.text for fragment in fragments] == case["fields"]


@pytest.mark.parametrize("case", DOCLING, ids=lambda case: str(case["why"]))
def test_a_structure_of_docling(case: dict[str, Any]) -> None:
    check_case(to_docling(case), case)


@pytest.mark.parametrize("case", MINERU, ids=lambda case: str(case["why"]))
def test_a_structure_of_mineru(case: dict[str, Any]) -> None:
    check_case(to_bytes(case["value"]), case)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_read_as_its_truth(name: str, read: Callable[[Path], Report]) -> None:
    case, report = Case(CASES / name, TRUTH), read(CASES / name)
    faults = (*cell_faults(report, case), *value_faults(report, case), *issuer_faults(report, case))
    assert faults == ()
    assert report.document.media == "json"
    assert [section.section for section in report.sections] == TRUTH["sections"]
    assert not [finding for finding in report.findings if finding.verdict == "broken"]
    sure = [cell for cell in report.cells if cell.confidence >= 0.85]
    assert len(sure) == len(report.cells)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".docx", ".csv", ""])
def test_the_bytes_decide_what_a_file_is(name: str, suffix: str) -> None:
    data = (CASES / name).read_bytes()
    assert ingest(data, f"report{suffix}") == ingest(data, "report.json")
    assert ingest(b"\xef\xbb\xbf\r\n" + data, f"report{suffix}").media == "json"


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("suffix", [".json", ".txt"])
def test_a_truncated_file_is_damaged_with_the_place(name: str, suffix: str) -> None:
    data = (CASES / name).read_bytes()
    for share in (0.3, 0.6, 0.99):
        with pytest.raises(Damaged, match=r"line \d+, column \d+"):
            ingest(data[: int(len(data) * share)], f"report{suffix}")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "gb18030", "big5hkscs"])
def test_json_in_other_encodings(encoding: str) -> None:
    text = (CASES / "mineru_content_list.json").read_text("utf-8")
    text = text.translate(str.maketrans("“”", "「」")) if encoding == "big5hkscs" else text
    document = ingest(text.encode(encoding, "replace"), "report.json")
    expected = ingest(text.encode(), "report.json")
    assert [f.text for f in document.fragments if f.text.isdigit()] == [
        f.text for f in expected.fragments if f.text.isdigit()
    ]
    assert encoding == "big5hkscs" or document.text == expected.text


def test_other_texts_with_brackets_are_texts() -> None:
    for text in (
        '{"政府信息公开": "年度报告"}',
        "[1] 政府信息公开",
        '[{"a": 1}] 年度报告',
        "{规章 38}",
    ):
        assert ingest(text.encode(), "report.txt").media == "text"


def test_a_key_that_an_object_has_twice_is_damage() -> None:
    text = '{"schema_name": "DoclingDocument", "texts": [{"text": "38", "text": "40"}]}'
    with pytest.raises(Damaged, match="text"):
        ingest(text.encode(), "report.json")


def test_depth_and_size_are_bounded() -> None:
    with pytest.raises(Damaged, match="deep"):
        ingest(b"[" * 100_000 + b"]" * 100_000, "report.json")
    with pytest.raises(Damaged, match="number"):
        ingest(b"[" + b"9" * 5000 + b"]", "report.json")
    with pytest.raises(TooLarge):
        ingest(b"[" + b"[]," * 2_000_000 + b"[]]", "report.json")
    refs = ["#/texts/0", *(f"#/texts/{n}" for n in range(1, 2000))]
    document = ingest(to_docling({"refs": refs, "texts": [{"text": "正文"}]}), "report.json")
    assert len(document.unread_pages) == 300


def test_a_table_without_text_is_not_missing_but_unread(kit: Kit) -> None:
    value = json.loads((CASES / "docling.json").read_bytes())
    value["tables"][-1]["data"]["table_cells"] = []
    report = extract(to_bytes(value), "report.json", kit)
    remedies = [cell for cell in report.cells if cell.key.table == "remedies"]
    assert {cell.status for cell in remedies} == {"absent"}
    assert report.document.unread_pages == (1,)
    verdicts = {f.scope: f.verdict for f in report.findings if f.rule == "missing_table"}
    assert verdicts["remedies"] == "undecided"
    assert [f.verdict for f in report.findings if f.rule == "unread_page"] == ["undecided"]


def test_cells_in_conflict_are_unreadable_and_the_others_are_read(kit: Kit) -> None:
    value = json.loads((CASES / "docling.json").read_bytes())
    cells = value["tables"][1]["data"]["table_cells"]
    figure = next(cell for cell in cells if cell["text"] == "2,316")
    cells.append({**figure, "text": "2,361"})
    report = extract(to_bytes(value), "report.json", kit)
    doubted = {cell.raw: cell for cell in report.cells if cell.status == "unreadable"}
    assert set(doubted) == {"2,316\ufffd2,361\ufffd"}
    assert all(cell.value is None for cell in doubted.values())
    case = Case(CASES / "docling.json", TRUTH)
    assert value_faults(report, case) == []
    assert sum(cell.status == "read" for cell in report.cells) == len(case.cells) - 1


def test_the_picture_of_a_table_without_cells_is_read() -> None:
    with ZipFile(TESTS.parent / "data" / "samples" / "13-table-as-picture.docx") as package:
        name = next(name for name in package.namelist() if name.startswith("word/media/"))
        uri = f"data:image/png;base64,{b64encode(package.read(name)).decode()}"
    image = {"mimetype": "image/png", "dpi": 144, "uri": uri}
    table = {"size": [0, 0], "cells": [], "item": {"image": image}}
    data = to_docling(
        {"refs": ["#/tables/0", "#/pictures/0"], "tables": [table], "pictures": [{"image": image}]}
    )
    finder = PictureFinder()
    write_json(data, finder)
    assert sorted(finder.found) == [1, 2]
    assert finder.unread == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["json-docling", "json-mineru", "json-mineru-pages"])
def test_the_cells_of_drawn_reports_are_read(name: str, kit: Kit) -> None:
    samples = [draw_media_sample(Random(seed), kit.forms, "a", name) for seed in range(40)]
    assert {form for sample in samples for form in sample.forms.values()} == {"2019", "2021"}
    scored = [score_sample(sample, kit) for sample in samples]
    assert [sample.error for sample in scored if sample.error] == []
    summary = summarise([cell for sample in scored for cell in sample.scores], trust=0.85)
    assert summary.count > 5000
    assert summary.cells >= 0.995
    assert summary.sure_wrong == 0


words = st.one_of(st.text(max_size=8), st.sampled_from(["38", "", "#/texts/0", "#/groups/0"]))
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), words)
keys = st.sampled_from(
    "body children $ref texts tables groups pictures data table_cells text orig label marker ref graph "
    "cells captions footnotes num_rows num_cols start_row_offset_idx end_row_offset_idx row_span "
    "start_col_offset_idx end_col_offset_idx content_layer formatting script image uri prov bbox l t "
    "type page_idx table_body html content list_items item_content img_path paragraph_content".split()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=30,
)
schemas = st.sampled_from([{"schema_name": "DoclingDocument"}, {"type": "text", "page_idx": 0}])


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(schemas, st.dictionaries(keys, values, max_size=6), values)
def test_any_json_gives_a_document_or_a_known_error(
    schema: dict[str, object], items: dict[str, object], other: object
) -> None:
    marked = {**items, **schema}
    for value in (marked, [marked, other], [[{**marked, "content": other}]], other):
        try:
            document = ingest(to_bytes(value), "report.json")
        except ReportError:
            continue
        assert document.text.encode()
        assert all(document.text[f.start : f.end] == f.text for f in document.fragments)
