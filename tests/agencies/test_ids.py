"""Spellings of one name have one id, different bodies have two."""

from __future__ import annotations

import pytest

from gouji.pipeline.agencies.ids import find_agency_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云岫区教育局", "雲岫區教育局"),
        ("云岫区教育局", " 云岫区 教育局\u3000"),
        ("市发展和改革委员会（市粮食局）", "市发展和改革委员会(市粮食局)"),
        ("岚坪县政府", "岚坪县人民政府"),
        ("岚坪县政府办公室", "岚坪县人民政府办公室"),
        ("经济开发区Ａ区管委会", "经济开发区A区管委会"),
        ("⼈民政府", "人民政府"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert find_agency_id(one) == find_agency_id(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("岚坪县人民政府", "岚坪县人民政府办公室"),
        ("岚坪县人民政府", "岚坪市人民政府"),
        ("市发展和改革委员会", "市发改委"),
        ("市发展和改革委员会", "市发展和改革委员会（市粮食局）"),
        ("市政府采购中心", "市人民政府采购中心"),
        ("鼓楼区人民政府", "南京市鼓楼区人民政府"),
    ],
)
def test_bodies_that_may_not_be_one(one: str, other: str) -> None:
    assert find_agency_id(one) != find_agency_id(other)


def test_a_region_keeps_namesakes_apart() -> None:
    name = "鼓楼区人民政府"
    assert find_agency_id(name, "320106") != find_agency_id(name, "350102")
    assert find_agency_id(name, "３２０１０６ ") == find_agency_id(name, "320106")


@pytest.mark.parametrize("name", [None, "", "  ", "——"])
def test_no_name_is_no_agency(name: str | None) -> None:
    assert find_agency_id(name, "320106") is None
