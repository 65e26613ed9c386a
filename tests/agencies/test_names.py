"""Names cut out of the sentence around them."""

from __future__ import annotations

import pytest

from gouji.pipeline.agencies.names import trim_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("请与石垭乡人民政府办公室", "石垭乡人民政府办公室"),
        ("认真贯彻落实海南省三亚市教育局", "海南省三亚市教育局"),
        ("总体情况枫溪县住房保障局", "枫溪县住房保障局"),
        ("请与审计局", "审计局"),
        # the beginning belongs to the name
        ("国家税务总局云州市税务局", "国家税务总局云州市税务局"),
        ("北京市海淀区人民政府", "北京市海淀区人民政府"),
        ("岚溪经济技术开发区管理委员会", "岚溪经济技术开发区管理委员会"),
        ("和平县人民政府", "和平县人民政府"),
        ("对外贸易局", "对外贸易局"),
        ("将军镇人民政府", "将军镇人民政府"),
        ("三江侗族自治县公安局", "三江侗族自治县公安局"),
        ("合肥高新区管委会", "合肥高新区管委会"),
        ("内蒙古自治区科尔沁右翼前旗教育局", "内蒙古自治区科尔沁右翼前旗教育局"),
    ],
)
def test_the_words_before_a_name_are_dropped(text: str, name: str) -> None:
    assert trim_name(text) == name
