"""All spellings of a name have one id, different bodies have different ids."""

from __future__ import annotations

import pytest

from gouji.pipeline.agencies.ids import find_agency_id


@pytest.mark.parametrize(
    ("name", "other"),
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
def test_spellings_of_one_name(name: str, other: str) -> None:
    assert find_agency_id(name) == find_agency_id(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("岚坪县人民政府", "岚坪县人民政府办公室"),
        ("岚坪县人民政府", "岚坪市人民政府"),
        ("市发展和改革委员会", "市发改委"),
        ("市发展和改革委员会", "市发展和改革委员会（市粮食局）"),
        ("市政府采购中心", "市人民政府采购中心"),
        ("鼓楼区人民政府", "南京市鼓楼区人民政府"),
    ],
)
def test_names_that_may_be_of_different_bodies(name: str, other: str) -> None:
    assert find_agency_id(name) != find_agency_id(other)


def test_a_region_distinguishes_bodies_of_one_name() -> None:
    name = "鼓楼区人民政府"
    assert find_agency_id(name, "320106") != find_agency_id(name, "350102")
    assert find_agency_id(name, "３２０１０６ ") == find_agency_id(name, "320106")


@pytest.mark.parametrize("name", [None, "", "  ", "——"])
def test_an_empty_name_has_no_id(name: str | None) -> None:
    assert find_agency_id(name, "320106") is None
