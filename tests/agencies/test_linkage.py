"""Names over the years that are linked to one agency, and why."""

from __future__ import annotations

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.agencies.linkage import link_agencies, load_renamings

RENAMINGS = load_renamings(FOLDER / "agencies.yaml")
OLD, NEW = [2019, 2020], [2021, 2022]


def groups(years: dict[str, list[int]], given: dict[str, str] | None = None) -> set[frozenset[str]]:
    by_agency: dict[str, set[str]] = {}
    for linked in link_agencies(years, given or {}, RENAMINGS):
        by_agency.setdefault(linked.agency, set()).add(linked.name)
    return {frozenset(names) for names in by_agency.values()}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("岚坪县人民政府", "岚坪县人民政府办公室", "政府与其办公室"),
        ("岚坪县国土资源局", "岚坪县自然资源局", "机构改革更名或简称"),
        ("岚坪县水利局", "岚坪县水务局", "机构改革更名或简称"),
        ("岚坪县发改委", "岚坪县发展和改革委员会", "名称相近"),
        ("岚坪县人社局", "岚坪县人力资源和社会保障局", "名称相近"),
        ("岚坪县教育局", "岚坪县教育和体育局", "名称相近"),
        ("岚坪县文化和旅游局", "岚坪县文化广电和旅游局", "名称相近"),
        ("岚坪县市场监督管理局", "岚坪县市场监督管理局(知识产权局)", "括号内另有名称"),
        ("岚坪县教育局", "云州市岚坪县教育局", "同名，地名有详略"),
        ("岚坪县扶贫办", "岚坪县乡村振兴局", "机构改革更名或简称"),
        ("岚坪县卫计委", "岚坪县卫生健康委员会", "机构改革更名或简称"),
        ("岚坪县金融工作办公室", "岚坪县地方金融监督管理局", "机构改革更名或简称"),
        ("岚坪县大数据发展管理局", "岚坪县数据局", "名称相近"),
        ("岚坪县人防办", "岚坪县国防动员办公室", "机构改革更名或简称"),
        ("岚坪县国土资源局", "岚坪县自然资源与规划局", "机构改革更名或简称"),
        ("岚坪县国土资源局", "岚坪县自然资源和林业局", "机构改革更名或简称"),
        ("岚坪县住建局", "岚坪县住房和城乡建设委员会", "名称相近"),
        ("湖滨街道", "湖滨街道办", "政府与其办公室"),
        ("柳林乡人民政府", "砚湖县柳林乡人民政府党政综合办公室", "政府与其办公室"),
    ],
)
def test_names_of_one_body_are_linked_to_the_latest(old: str, new: str, why: str) -> None:
    first, last = link_agencies({old: OLD, new: NEW}, {}, RENAMINGS)
    assert (first.name, first.agency, first.why.zh) == (old, new, why)
    assert (last.name, last.agency) == (new, new)
    assert first.years == (2019, 2020)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("岚坪县教育局", "青石县教育局"),
        ("岚坪县教育局", "岚坪县财政局"),
        ("岚坪县人民政府", "岚坪县教育局"),
        ("岚坪县公安局", "岚坪县公安局交警支队"),
        ("岚坪县医疗保障局", "岚坪县人力资源和社会保障局"),
        ("云州市河东区教育局", "海西省永和市河东区教育局"),
        ("云州市岚坪县城关镇人民政府", "砚湖县城关镇人民政府"),
        ("岚坪县乡村振兴局", "岚坪县农业农村局"),
        ("320106:鼓楼区人民政府", "350102:鼓楼区人民政府办公室"),
        ("教育局", "教育和体育局"),
    ],
)
def test_names_of_two_bodies_are_not_linked(old: str, new: str) -> None:
    assert groups({old: OLD, new: NEW}) == {frozenset({old}), frozenset({new})}


def test_names_with_reports_on_one_year_are_not_linked() -> None:
    office = "岚坪县人民政府办公室"
    years = {"岚坪县人民政府": [2019, 2020, 2021], office: [2021]}
    assert len(groups(years)) == 2


def test_a_merger_of_two_bodies_is_not_linked() -> None:
    years = {"岚坪县教育局": OLD, "岚坪县体育局": OLD, "岚坪县教育和体育局": NEW}
    assert len(groups(years)) == 3


def test_a_name_that_may_belong_to_two_places_is_not_linked() -> None:
    years = {
        "鼓楼区人民政府": [2019],
        "南京市鼓楼区人民政府": [2020],
        "福州市鼓楼区人民政府": [2021],
    }
    assert len(groups(years)) == 3


def test_three_successive_names_are_linked() -> None:
    years = {"岚坪县发改局": [2019], "岚坪县发展和改革局": [2020], "岚坪县发展和改革委员会": [2021]}
    assert len(groups(years)) == 1


def test_given_agencies_have_precedence() -> None:
    years = {"岚坪县教育局": OLD, "岚坪县教育和体育局": NEW, "岚坪县气象局": [2023]}
    apart = {name: name for name in years}
    assert len(groups(years, apart)) == 3
    together = {"岚坪县气象局": "岚坪县教育局", "岚坪县教育局": "岚坪县教育局"}
    assert frozenset({"岚坪县气象局", "岚坪县教育局"}) in groups(years, together)
    linked = link_agencies(years, together, RENAMINGS)
    assert {each.why.en for each in linked if each.name in together} == {"given"}
