"""Which files hold several reports, and which only look as if they did."""

from __future__ import annotations

from random import Random

import pytest

from gouji.pipeline.extract import extract, extract_all
from gouji.pipeline.ingest import ingest
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report
from gouji.training.corpus.renderings.office import write_docx
from gouji.training.corpus.renderings.pdf import print_ruled
from gouji.training.corpus.reports.grid import Grid
from tests.splitting.files import body, page, to_text, to_workbook

EDUCATION = "砚湖县教育局2022年政府信息公开工作年度报告"
WATER = "砚湖县水利局2022年政府信息公开工作年度报告"
TOWN = "青棹镇人民政府2022年政府信息公开工作年度报告"
BEFORE = "砚湖县教育局2021年政府信息公开工作年度报告"
NAMES = [("砚湖县教育局", 2022), ("砚湖县水利局", 2022), ("青棹镇人民政府", 2022)]
TABLES = tuple(part for part in body(2) if isinstance(part, Grid))


def names(reports: tuple[Report, ...]) -> list[tuple[str | None, int | None]]:
    return [(one.agency, one.year) for one in reports]


def values(report: Report) -> list[object]:
    return [(one.key, one.status, one.value, one.raw) for one in report.cells]


def test_each_is_read_as_if_it_stood_alone(kit: Kit) -> None:
    whole = to_text(EDUCATION, body(1), WATER, body(2), TOWN, body(3))
    found = extract_all(whole, "a.txt", kit)
    assert names(found) == NAMES
    alone = [
        extract(to_text(t, body(n)), "a.txt", kit)
        for n, t in enumerate((EDUCATION, WATER, TOWN), 1)
    ]
    assert list(map(values, found)) == list(map(values, alone))
    assert [len(one.sections) for one in found] == [6, 6, 6]


def test_offsets_count_in_the_reports_own_text_and_nothing_is_lost(kit: Kit) -> None:
    whole = to_text(EDUCATION, body(1), WATER, body(2))
    found = extract_all(whole, "a.txt", kit)
    assert "".join(one.document.text for one in found) == ingest(whole, "a.txt").text
    assert found[1].document.text.startswith(WATER)
    for report in found:
        printed = [one for one in report.cells if one.start is not None]
        assert printed
        assert all(report.document.text[one.start : one.end] == one.raw for one in printed)


@pytest.mark.parametrize(
    ("why", "parts", "expected"),
    [
        ("two years of one body", (EDUCATION, body(1), BEFORE, body(2)), [NAMES[0], ("砚湖县教育局", 2021)]),
        (
            "a table of contents before them",
            ("目录", EDUCATION, WATER, EDUCATION, body(1), WATER, body(2)),
            NAMES[:2],
        ),
        (
            "no title, but a sentence that announces it",
            (EDUCATION, body(1), "现公布砚湖县水利局2022年政府信息公开工作年度报告。", body(2)),
            NAMES[:2],
        ),
        (
            "titles over several lines",
            (EDUCATION, body(1), "砚湖县水利局", "2022年", "政府信息公开工作年度报告", body(2)),
            NAMES[:2],
        ),
        (
            "the year under the title",
            (BEFORE, body(1), "砚湖县教育局政府信息公开工作年度报告", "（2022年度）", body(2)),
            [("砚湖县教育局", 2021), NAMES[0]],
        ),
        ("only the tables of another body", (EDUCATION, body(1), WATER, TABLES), NAMES[:2]),
        (
            "running heads",
            (EDUCATION, *(one for part in body(1) for one in (part, EDUCATION)), WATER, *(one for part in body(2) for one in (part, WATER))),
            NAMES[:2],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_several(kit: Kit, why: str, parts: tuple, expected: list) -> None:  # type: ignore[type-arg]
    assert names(extract_all(to_text(*parts), "a.txt", kit)) == expected


@pytest.mark.parametrize(
    ("why", "parts"),
    [
        ("a running head", (EDUCATION, *(one for part in body(1) for one in (part, EDUCATION)))),
        ("links to the reports of others", (EDUCATION, body(1), "相关链接", WATER, TOWN, BEFORE)),
        ("links above the title", (WATER, TOWN, BEFORE, EDUCATION, body(1))),
        ("links in the middle", (EDUCATION, body(1)[:6], WATER, BEFORE, body(1)[6:])),
        ("an attachment", (EDUCATION, body(1), "附件：砚湖县水利局2022年政府信息公开工作年度报告.docx")),
        ("printed twice", (EDUCATION, body(1), EDUCATION, body(1))),
        ("printed twice, once under its full name", (EDUCATION, body(1), "云州市" + EDUCATION, body(1))),
        ("a table twice", (EDUCATION, body(1), *(part for part in body(1) if isinstance(part, Grid)))),
        ("the tables of the year before", (EDUCATION, body(1), BEFORE, TABLES)),
        ("a government and its office", ("砚湖县人民政府2022年政府信息公开工作年度报告", body(1), "砚湖县人民政府办公室2022年政府信息公开工作年度报告", body(1))),
        ("a printed table of contents", (EDUCATION, *(part for part in body(1) if not isinstance(part, Grid) and part.role == "heading"), WATER, body(1))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_one(kit: Kit, why: str, parts: tuple) -> None:  # type: ignore[type-arg]
    assert len(extract_all(to_text(*parts), "a.txt", kit)) == 1


def test_a_printed_one_begins_in_the_middle_of_a_page(kit: Kit) -> None:
    """Pages keep the numbers that they have in the file."""
    found = extract_all(
        print_ruled(Random(5), page(EDUCATION, body(1), WATER, body(2))), "a.pdf", kit
    )
    assert names(found) == NAMES[:2]
    first, second = ({one.page for one in report.cells if one.page} for report in found)
    assert max(first) <= min(second)
    assert min(second) > 1
    last_page = found[1].sections[-1].page
    assert last_page is not None
    assert found[0].document.pages == found[1].document.pages == max(second | {last_page})


def test_word(kit: Kit) -> None:
    data = write_docx(Random(5), page(EDUCATION, body(1), WATER, body(2)))
    assert names(extract_all(data, "a.docx", kit)) == NAMES[:2]


def test_a_sheet_for_each_body(kit: Kit) -> None:
    title = "2022年政府信息公开工作年度报告"
    sheets = {"砚湖县教育局": page(title, body(1)), "砚湖县水利局": page(title, body(2))}
    found = extract_all(to_workbook(sheets), "a.xlsx", kit)
    assert names(found) == NAMES[:2]
    assert found[1].document.sheets == ((0, "砚湖县水利局"),)


def test_a_sheet_for_each_table_is_one_report(kit: Kit) -> None:
    parts = body(1)
    sheets = {
        f"表{n}": page(*parts[at : at + 5]) for n, at in enumerate(range(0, len(parts), 5), 1)
    }
    assert len(extract_all(to_workbook(sheets), "a.xlsx", kit)) == 1
