"""Features of a figure that do not depend on the words of the corpus."""

from __future__ import annotations

import pytest

from gouji.pipeline.claims.cues import find_cues
from gouji.pipeline.claims.figure_context import Passage, find_figures


def features(text: str) -> list[set[str]]:
    """The names of the features of each figure."""
    passage = Passage(text, "overview", 2023, "清溪县水利局")
    return [{*figure.features.cues, *figure.features.times} for figure in find_figures(passage)]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("收到采伐申请13件。", "unknown"),
        ("收到申请13件。", "V:receive"),
        ("申请13件。", "mark"),
        ("收到13件采伐申请。", "unknown"),
    ],
)
def test_the_word_before_an_application_is_a_feature(text: str, qualifier: str) -> None:
    assert [name for name in features(text)[0] if name == f"qualifier:{qualifier}"]


@pytest.mark.parametrize(
    ("text", "ending", "boxed"),
    [
        ("栏目甲（26） 栏目乙（113）", "", True),
        ("公开信息26条，转载113条。", ",", False),
        ("栏目3 各类信息数量", "", False),
        ("共公开26条。", "。", False),
    ],
)
def test_the_mark_behind_and_brackets_are_features(text: str, ending: str, *, boxed: bool) -> None:
    names = features(text)[0]
    assert f"ending:{ending}" in names
    assert any(name.startswith(f"boxed:{boxed}|{boxed}|") for name in names)


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("申请量较上年减少9件。", "difference"),
        ("收到31件，比去年多收9件。", "difference"),
        ("复议案件同比净增约9件。", "difference"),
        ("两年相差9件。", "difference"),
        ("申请量减少至9件。", "reached"),
        ("申请量由31件降为9件。", "reached"),
        ("本年新增9件。", "gained"),
        ("申请有所增加，收到9件。", None),
        ("至少9件，不少9件，很多9件。", None),
    ],
)
def test_a_difference_is_no_number_reached(text: str, change: str | None) -> None:
    found = {name for name in features(text)[-1] if name.startswith("change:")}
    assert {f"change:{kind}" for kind in ("difference", "reached", "gained")} & found == (
        {f"change:{change}"} if change else set()
    )


@pytest.mark.parametrize(
    ("text", "inherited"),
    [
        ("收到采伐申请31件，办结9件。", "O:apply<unknown"),
        ("收到申请31件，办结9件。", "O:apply<V:receive"),
        ("收到各类申请31件，办结9件。", "O:apply<modifier"),
        ("收到捐赠物资31件。办结9件。", "thing"),
        ("收到来信31件，网络7件，办结9件。", "O:mail<V:receive"),
    ],
)
def test_a_figure_without_an_object_counts_what_those_before_it_count(
    text: str, inherited: str
) -> None:
    *_, last = features(text)
    assert {"names:nothing", f"inherited:{inherited}", f"inherited:{inherited}|V:handle"} <= last


@pytest.mark.parametrize(
    ("text", "names"), [("办结公开申请9件。", "object"), ("办结捐赠物资9件。", "thing")]
)
def test_a_figure_with_an_object_inherits_none(text: str, names: str) -> None:
    found = features(f"收到采伐申请31件，{text}")[-1]
    assert f"names:{names}" in found
    assert not any(name.startswith("inherited:") for name in found)


def test_words_that_say_unrelated_are_a_feature_of_all_figures_before_them() -> None:
    names = features("行政复议3件、行政诉讼2件，均与政府信息公开无关；收到申请9件。")
    assert ["unrelated" in each for each in names] == [True, True, False]


def test_the_body_behind_the_year_is_the_subject() -> None:
    cues = find_cues("全年社保中心收到申请9件", 0, 12, 2023, "清溪县水利局")
    assert [cue.kind for cue in cues if cue.kind[0] == "S"] == ["S:body"]
    cues = find_cues("全区各街道收到申请9件", 0, 11, 2023, "清溪县水利局")
    assert "S:body" not in [cue.kind for cue in cues]


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [("规章 3 1 14", "True|True"), ("制定3件，废止1件，共14件。", "False|False")],
)
def test_numbers_without_words_between_are_bare(text: str, is_bare: str) -> None:
    assert any(name.startswith(f"bare:{is_bare}|") for name in features(text)[1])


def test_ideographs_that_belong_to_no_cue_are_counted_in_steps() -> None:
    few, many = features("收到申请5件。")[0], features("收到病虫害样品检验单5件。")[0]
    assert "u:0" in few
    assert "u:7" in many


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("上年结转5件，上年收到6件", ["T:carried", "T:last"]),
        ("2022年度结转5件，2022年收到6件", ["T:carried", "T:last#"]),
    ],
)
def test_the_year_that_requests_are_carried_from_is_not_last_year(
    text: str, kinds: list[str]
) -> None:
    cues = find_cues(text, 0, len(text), 2023, None)
    found = [cue.kind for cue in cues if cue.kind.startswith(("T:carried", "T:last"))]
    assert found == kinds


def test_periods_are_named_in_their_order() -> None:
    names = features("上年度收到申请5件，办结4件；本年度收到6件。")
    assert "tq:T:last" in names[1]
    assert "tq:T:last>T:this" in names[2]


@pytest.mark.parametrize("number", ["42", " 42 ", "四十二"])
def test_several_bodies_are_a_cue_however_their_number_is_spelt(number: str) -> None:
    text = f"全年{number}个单位收到申请3件。"
    assert "S:several" in {cue.kind for cue in find_cues(text, 0, len(text), 2023, None)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("县人民医院收到申请3件。", "S:body"),
        ("河口镇一年来收到申请3件。", "S:body"),
        ("清溪县水利局被申请行政复议1件。", "S:own"),
        ("各供水所收到申请3件。", "S:several"),
        ("县公交集团按期答复3件。", "S:body"),
        ("法制大队予以公开3件。", "S:body"),
        ("推进县人民医院建设3处。", None),
        ("政府网站发布信息3条。", None),
        ("办公场所公开信息3条。", None),
    ],
)
def test_bodies_that_do_something_are_cues(text: str, kind: str | None) -> None:
    cues = find_cues(text, 0, len(text), 2023, "清溪县水利局")
    kinds = {cue.kind for cue in cues if cue.kind in ("S:own", "S:body", "S:several")}
    assert kinds == ({kind} if kind else set())


def test_a_metric_that_was_stated_before_is_a_feature_of_the_period() -> None:
    [first, second] = find_figures(
        Passage("公开信息5条。截至目前共公开信息9条。", "overview", 2023)
    )
    names = {
        is_again: {*second.features.period_names("disclosed_items", "year", is_again=is_again)}
        for is_again in (False, True)
    }
    assert "again:True|T:total" in names[True] - names[False]
    assert "again:False|T:total" in names[False] - names[True]
    assert "again:True|T:total" not in first.features.period_names("none", "", is_again=True)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2023年上半年收到申请4件", ["T:this#", "T:part"]),
        ("截至2023年10月底收到申请4件", ["T:total", "T:this#", "T:part"]),
        ("截至6月30日收到申请4件", ["T:total", "T:part"]),
        ("1至6月收到申请4件", ["T:part"]),
        ("四季度收到申请4件", ["T:part"]),
        ("截至2023年12月31日收到申请4件", ["T:total", "T:this#", "T:full"]),
        ("1月至12月收到申请4件", ["T:full"]),
        ("2022年1月1日至12月31日收到申请4件", ["T:last#", "T:full"]),
        ("2023年5月15日召开会议，收到申请4件", ["T:this#"]),
        ("2008年5月以来收到申请4件", ["T:far#", "T:since"]),
        ("2019年5月15日施行的条例，收到申请4件", ["T:far#"]),
    ],
)
def test_months_are_a_part_of_the_year_or_all_of_it(text: str, kinds: list[str]) -> None:
    cues = find_cues(text, 0, len(text), 2023, None)
    assert [cue.kind for cue in cues if cue.kind.startswith("T:")] == kinds


@pytest.mark.parametrize(
    ("bracketed", "plain"),
    [
        ("收到申请（含线上提交的）17件。", "收到申请17件。"),
        ("收到申请（含线上提交的）共17件。", "收到申请共17件。"),
        ("主动公开政府信息（不含转载）264条。", "主动公开政府信息264条。"),
    ],
)
def test_a_bracket_between_name_and_figure_is_left_out(bracketed: str, plain: str) -> None:
    (one,), (other,) = (
        find_figures(Passage(text, "overview", 2023)) for text in (bracketed, plain)
    )
    assert one.features.left == other.features.left
    assert one.counted_kinds == other.counted_kinds


def test_what_is_right_before_a_figure_is_described_briefly() -> None:
    briefs = [
        figure.features.brief
        for figure in find_figures(Passage("收到海报5件，办结4件，结转1件。", "overview", 2023))
    ]
    assert briefs == ["V:receive|2", "V:handle|0", "V:carry|0"]


def test_a_bracket_without_a_name_before_it_is_kept() -> None:
    [figure] = find_figures(Passage("（收到申请）17件。", "overview", 2023))
    assert "收到申请" in figure.features.left


def test_a_figure_in_the_bracket_does_not_hide_the_name() -> None:
    _, handled = find_figures(Passage("办结申请（含结转2件）9件。", "overview", 2023))
    assert handled.features.left == "办结申请"


@pytest.mark.parametrize(
    ("text", "features_of_first"),
    [
        ("行政诉讼14件，其中政府信息公开类1件。", "D:O:litigate|False|True"),
        ("政府信息公开类行政诉讼14件。", "D:O:litigate|True|False"),
        ("行政诉讼14件。", "D:O:litigate|False|False"),
    ],
)
def test_what_is_said_about_disclosure_is_a_feature(text: str, features_of_first: str) -> None:
    assert features_of_first in features(text)[0]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("12月收到申请3件", ["T:part"]),
        ("十二月份受理申请3件", ["T:part"]),
        ("截至2023年12月收到申请3件", ["T:full"]),
        ("1月至12月收到申请3件", ["T:full"]),
        ("12月底统计共3件", ["T:full"]),
        ("12月5日召开会议", []),
    ],
)
def test_december_is_the_whole_year_only_behind_a_word_of_reaching(
    text: str, kinds: list[str]
) -> None:
    cues = find_cues(text, 0, len(text), 2023, None)
    assert [cue.kind for cue in cues if cue.kind in ("T:part", "T:full")] == kinds
