"""The texts around printed figures."""

from __future__ import annotations

from gouji.pipeline.ingest import ingest
from gouji.pipeline.rebuild.figure_contexts import find_contexts
from gouji.pipeline.rebuild.printed_rows import rows_from_fragments


def _contexts(text: str, name: str = "report.txt") -> list[tuple[str, str, str, int]]:
    document = ingest(text.encode(), name)
    contexts = find_contexts(rows_from_fragments(document.fragments))
    for context in contexts:
        field = context.field
        assert document.text[field.start : field.end] == field.text
    return [(c.field.text, c.features.row, c.features.column, c.features.number) for c in contexts]


def test_a_figure_has_the_label_of_its_row_and_the_head_of_its_column() -> None:
    table = "<table><tr><td>项目<td>个人<td>全部<tr><td>涉密的<td>3<td>4</table>"
    assert _contexts(table, "report.html") == [
        ("3", "涉密的", "个人", 0),
        ("4", "涉密的", "全部", 0),
    ]


def test_empty_fields_behind_the_heads_are_no_row_of_figures() -> None:
    table = "项目\t个人\t全部\t\n涉密的\t3\t4\t\n其他的\t0\t\t\n"
    contexts = [context[:3] for context in _contexts(table, "report.tsv") if context[0]]
    assert contexts == [
        ("3", "涉密的", "个人"),
        ("4", "涉密的", "全部"),
        ("0", "其他的", "个人"),
    ]


def test_an_empty_row_with_two_labels_is_no_header() -> None:
    table = (
        "<table><tr><td>类别<td>项目<td>个人<td>全部<tr><td>结果<td>涉密的<td><td>"
        "<tr><td>结果<td>其他的<td>1<td>2</table>"
    )
    assert _contexts(table, "r.html") == [
        ("", "结果|涉密的", "个人", 0),
        ("", "结果|涉密的", "全部", 0),
        ("1", "结果|其他的", "个人", 0),
        ("2", "结果|其他的", "全部", 0),
    ]


def test_heads_that_are_fewer_than_the_figures_name_none_of_them() -> None:
    """The head of one column was lost: nobody knows above which figures the others are."""
    table = (
        "<table><tr><td>项目<td>个人<td>全部<tr><td colspan=4>办理结果"
        "<tr><td>涉密的<td>3<td>4<td>5<tr><td>其他的<td>6<td>7</table>"
    )
    assert _contexts(table, "r.html") == [
        ("3", "涉密的", "0/3", 0),
        ("4", "涉密的", "1/3", 0),
        ("5", "涉密的", "2/3", 0),
        ("6", "其他的", "0/2", 0),
        ("7", "其他的", "1/2", 0),
    ]


def test_years_count_from_the_latest_one() -> None:
    table = "<table><tr><td>项目<td>2021年<td>2022年<tr><td>规章<td>3<td>4</table>"
    assert [column for _, _, column, _ in _contexts(table, "r.html")] == ["<-1>年", "<0>年"]


def test_a_sentence_that_lists_figures_names_each_of_them() -> None:
    sentence = "规章：本年制发件数2件，上年件数—件，本年废止件数/，现行有效件数无。\n"
    assert _contexts(sentence) == [
        ("2件", "规章", "本年制发件数", 0),
        ("—", "规章", "上年件数", 0),
        ("/", "规章", "本年废止件数", 0),
        ("无", "规章", "现行有效件数", 0),
    ]


def test_words_of_change_are_signs_and_marks_of_a_label_are_none() -> None:
    sentence = "行政许可：本年增/减增加7，上一年项目数量19。\n本栏：本年增/减-3，共2。\n"
    figures = [figure for figure, *_ in _contexts(sentence)]
    assert figures == ["增加7", "19", "-3", "2"]


def test_figures_with_the_same_texts_are_counted() -> None:
    table = "<table><tr><td>项目<td>数量<tr><td>其他<td>1<tr><td>其他<td>2</table>"
    assert [number for *_, number in _contexts(table, "r.html")] == [0, 1]
