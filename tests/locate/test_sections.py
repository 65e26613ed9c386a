"""Sections of small texts with unusual headings that published reports have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gouji.pipeline.ingest import ingest
from gouji.pipeline.kit import Kit
from gouji.pipeline.locate import locate
from gouji.pipeline.records import Section

TITLE = "杉坪乡人民政府2022年政府信息公开工作年度报告"
TITLES = {
    "overview": "总体情况",
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "remedies": "政府信息公开行政复议、行政诉讼情况",
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
}
BODIES = {
    "overview": "2022年，全乡公开信息168条，收到政府信息公开申请7件。",
    "proactive": "规章\t0\t0\t0\n行政规范性文件\t1\t0\t12\n行政许可\t46\t\t",
    "requests": "一、本年新收政府信息公开申请数量\t6\t1\t0\t0\t0\t0\t7\n（一）予以公开\t3\t1\t0\t0\t0\t0\t4",
    "remedies": "行政复议\t\t\t\t\t行政诉讼\n0\t0\t0\t1\t1\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0",
    "problems": "个别村公开栏更新偏慢，已安排专人每月检查一次。",
    "other": "本年度没有收取信息处理费。",
}
ORDER = tuple(TITLES)
NUMBERS = "一二三四五六"


def heading(name: str, number: int | None = None) -> str:
    return TITLES[name] if number is None else f"{NUMBERS[number]}、{TITLES[name]}"


def report(*parts: str) -> str:
    return "\n\n".join([TITLE, *parts]) + "\n"


def numbered(*names: str) -> list[str]:
    return [part for i, name in enumerate(names) for part in (heading(name, i), BODIES[name])]


def sections(text: str, kit: Kit, suffix: str = ".txt") -> tuple[Section, ...]:
    document = ingest(text.encode(), "report" + suffix)
    return locate(document, kit.models.headings)


def names(text: str, kit: Kit, suffix: str = ".txt") -> list[str]:
    return [section.section for section in sections(text, kit, suffix)]


def test_a_section_ends_at_the_next_heading(kit: Kit) -> None:
    text = report(*numbered(*ORDER))
    located = sections(text, kit)
    assert [section.section for section in located] == list(ORDER)
    for i, section in enumerate(located):
        assert section.title == heading(section.section, i)
        assert text[section.start :].startswith(section.title)
        assert BODIES[section.section] in text[section.start : section.end]
    starts = [section.start for section in located]
    assert [section.end for section in located] == [*starts[1:], len(text)]


RENAMED = json.loads((Path(__file__).parents[1] / "cases" / "headings.json").read_text("utf-8"))


_KNOWN = RENAMED["known_failures"]
_FAILS = pytest.mark.xfail(strict=True, reason=_KNOWN["why"])
CASES = [
    pytest.param(
        *(name, title, number),
        marks=[_FAILS] if number == _KNOWN["number"] and title in _KNOWN["titles"] else [],
    )
    for number in ("{}、", "（{}）", "第{}部分 ")
    for name in ORDER
    for title in RENAMED[name]
]


@pytest.mark.parametrize(("name", "title", "number"), CASES)
def test_a_section_under_another_title(name: str, title: str, number: str, kit: Kit) -> None:
    parts = []
    for i, section in enumerate(ORDER):
        section_title = title if section == name else TITLES[section]
        parts += [number.format(NUMBERS[i]) + section_title, BODIES[section]]
    assert names(report(*parts), kit) == list(ORDER)


@pytest.mark.parametrize("index", range(8))
def test_all_sections_under_other_titles(index: int, kit: Kit) -> None:
    titles = [RENAMED[name][index % len(RENAMED[name])] for name in ORDER]
    parts = [p for i, n in enumerate(ORDER) for p in (f"{NUMBERS[i]}、{titles[i]}", BODIES[n])]
    assert names(report(*parts), kit) == list(ORDER)


@pytest.mark.parametrize("head", ["（{}）", "{}、", "{}是", "{}. "])
def test_subheadings_inside_a_section_open_none(head: str, kit: Kit) -> None:
    parts = numbered(*ORDER)
    body = parts.index(BODIES["problems"])
    inside = ["存在的主要问题", "人手不足，更新不及时。", "下一步工作打算", "加强培训。"]
    for i in (0, 2):
        inside[i] = head.format(NUMBERS[i // 2] if head != "{}. " else i // 2 + 1) + inside[i]
    parts[body : body + 1] = inside
    assert names(report(*parts), kit) == list(ORDER)


def test_a_section_is_found_again_behind_the_numbered_rows_of_a_table(kit: Kit) -> None:
    """The rows 一、 to 四、 of a table are no part of the series of the headings."""
    rows = ["本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "本年度办理结果"]
    rows += ["结转下年度继续办理"]
    table = "\n".join(f"{NUMBERS[i]}、{row}\t0\t0\t0\t0\t0\t0\t0" for i, row in enumerate(rows))
    parts = numbered(*ORDER[:3])
    parts[-1] = table
    parts += ["四、总体情况", BODIES["overview"]]
    for number, name in zip("五六七", ORDER[3:], strict=True):
        parts += [f"{number}、{TITLES[name]}", BODIES[name]]
    assert names(report(*parts), kit) == [*ORDER[:3], "overview", *ORDER[3:]]


@pytest.mark.parametrize("missing", ORDER)
def test_one_section_missing(missing: str, kit: Kit) -> None:
    rest = [name for name in ORDER if name != missing]
    assert names(report(*numbered(*rest)), kit) == rest


def test_headings_without_numbers(kit: Kit) -> None:
    parts = [part for name in ORDER for part in (heading(name), BODIES[name])]
    assert names(report(*parts), kit) == list(ORDER)


def test_headings_with_arabic_numbers(kit: Kit) -> None:
    parts = [p for i, name in enumerate(ORDER, 1) for p in (f"{i}. {TITLES[name]}", BODIES[name])]
    assert names(report(*parts), kit) == list(ORDER)


def test_headings_of_markdown(kit: Kit) -> None:
    parts = [p for i, n in enumerate(ORDER) for p in (f"## {heading(n, i)}", BODIES[n])]
    assert names(report(*parts), kit, ".md") == list(ORDER)


def test_headings_with_the_text_on_the_same_line(kit: Kit) -> None:
    parts = numbered(*ORDER)
    parts[0:2] = [f"{parts[0]}。{parts[1]}全年围绕群众关切的事项推进公开，及时回应来电来信。"]
    located = sections(report(*parts), kit)
    assert [section.section for section in located] == list(ORDER)
    assert located[0].title == "一、总体情况"


def test_one_section_twice(kit: Kit) -> None:
    parts = [*numbered(*ORDER[:5]), heading("problems", 5), BODIES["problems"]]
    assert names(report(*parts), kit) == [*ORDER[:5], "problems"]


def test_two_sections_swapped(kit: Kit) -> None:
    order = ["overview", "proactive", "remedies", "requests", "problems", "other"]
    assert names(report(*numbered(*order)), kit) == order


@pytest.mark.parametrize("name", ORDER)
def test_a_title_quoted_in_a_sentence_opens_nothing(name: str, kit: Kit) -> None:
    parts = numbered(*ORDER)
    parts[1] += f"\n\n“{TITLES[name]}”一栏由党政办公室逐件核对后填报。"
    assert names(report(*parts), kit) == list(ORDER)


def test_a_list_of_the_sections_in_the_preamble_opens_nothing(kit: Kit) -> None:
    preamble = f"本报告由{'、'.join(TITLES.values())}六部分组成，数据截至2022年12月31日。"
    assert names(report(preamble, *numbered(*ORDER)), kit) == list(ORDER)


def test_numbered_paragraphs_inside_a_section_open_nothing(kit: Kit) -> None:
    parts = numbered(*ORDER)
    parts[1] = (
        "（一）主动公开。全年公开信息168条。\n\n（二）依申请公开。收到申请7件。\n\n（三）监督保障。考核一次。"
    )
    parts[9] = "（一）存在问题\n\n一是更新偏慢。\n\n（二）改进措施\n\n安排专人检查。"
    assert names(report(*parts), kit) == list(ORDER)


def test_rows_of_a_table_open_nothing(kit: Kit) -> None:
    """四、结转下年度继续办理 is numbered like a heading."""
    parts = numbered(*ORDER)
    parts[5] += "\n三、本年度办理结果\n\n（七）总计\n\n四、结转下年度继续办理\n\n0"
    assert names(report(*parts), kit) == list(ORDER)


def test_older_titles(kit: Kit) -> None:
    """Reports of 2019 and 2020 have other titles for some sections."""
    parts = numbered(*ORDER)
    parts[6] = "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"
    parts[8] = "五、政府信息公开工作存在的主要问题及改进情况"
    assert names(report(*parts), kit) == list(ORDER)


def test_traditional_characters_and_readings(kit: Kit) -> None:
    titles = ["一、總體情況", "二、主動(dòng)公開政府信息情況", "三、收到和處理政府信息公開申請情況", "四、政府信息公開⾏政復議、⾏政訴訟情況",
              "五、存在的主要問(wèn)題及改進(jìn)情況", "六、其他需要報告的事項"]  # fmt: skip
    parts = [
        part for title, body in zip(titles, BODIES.values(), strict=True) for part in (title, body)
    ]
    located = sections(report(*parts), kit)
    assert [section.section for section in located] == list(ORDER)
    assert [section.title for section in located] == titles


def test_a_page_that_is_no_report_has_no_sections(kit: Kit) -> None:
    text = "霁州市今日天气\n\n多云转晴，最高气温21度。\n\n出行提示\n\n早高峰请注意避让。\n"
    assert names(text, kit) == []


def test_a_document_without_text_has_no_sections(kit: Kit) -> None:
    assert locate(ingest(b"0\n", "report.txt"), kit.models.headings) == ()


def test_a_heading_inside_the_overview_opens_no_section(kit: Kit) -> None:
    inside = "（一）主动公开政府信息的情况\n全乡公开信息168条。\n（二）依申请公开政府信息情况\n收到申请7件。\n（三）因政府信息公开被申请行政复议、提起行政诉讼的情况\n没有发生。"
    text = report(heading("overview", 0), inside, *numbered(*ORDER)[2:])
    assert names(text, kit) == list(ORDER)


def test_a_report_that_numbers_its_sections_in_brackets_has_them_all(kit: Kit) -> None:
    parts = [p for i, n in enumerate(ORDER) for p in (f"（{NUMBERS[i]}）{TITLES[n]}", BODIES[n])]
    assert names(report(*parts), kit) == list(ORDER)


@pytest.mark.parametrize("number", ["表1 ", "表二：", "附表3、", "图1 "])
def test_the_caption_of_a_table_opens_no_section(number: str, kit: Kit) -> None:
    parts = numbered(*ORDER)
    for place in (parts.index(BODIES["overview"]), parts.index(BODIES["proactive"])):
        captioned = [*parts[:place], number + TITLES["proactive"], *parts[place:]]
        assert names(report(*captioned), kit) == list(ORDER)


def test_a_caption_is_the_heading_where_there_is_no_other(kit: Kit) -> None:
    parts = [part for part in numbered(*ORDER) if part != heading("proactive", 1)]
    place = parts.index(BODIES["proactive"])
    captioned = [*parts[:place], "表1 " + TITLES["proactive"], *parts[place:]]
    assert names(report(*captioned), kit) == list(ORDER)
