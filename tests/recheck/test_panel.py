"""Generated panels with planted faults: all of them are found, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from gouji.pipeline.recheck.run import UserInput, recheck
from gouji.pipeline.store.user_metadata import UserMetadata
from gouji.training.corpus.panels.panel import Panel, PanelReport
from tests.recheck.panels import (
    ACROSS,
    BOOK,
    YEARS,
    change_values,
    copy_report,
    draw_panel,
    outcomes,
    read_findings,
    run_check,
    write_panel,
)

Key = tuple[object, object, object]
COLUMNS = (
    "natural_person",
    "company",
    "research",
    "public_interest",
    "legal_service",
    "other_org",
    "total",
)
ITEMS = ("licensing", "other_services", "penalties", "coercion", "fees")


def true_breaks(panel: Panel) -> set[Key]:
    """The contradictions between figures of consecutive years, computed from the drafts."""
    breaks: set[Key] = set()
    for series in panel.values():
        years = {draft.year: draft for draft in series}
        for now in series:
            if before := years.get(now.year - 1):
                breaks |= {(now.id, *broken) for broken in breaks_between(before, now)}
    return breaks


def breaks_between(before: PanelReport, now: PanelReport) -> set[tuple[str, str]]:
    def old(place: str) -> int:
        return before.values.get(place, 0)

    def new(place: str) -> int:
        return now.values.get(place, 0)

    breaks = {
        ("cross_year_carry", column)
        for column in COLUMNS
        if old(f"requests/carried_out/{column}") != new(f"requests/carried_in/{column}")
    }
    if before.version == now.version == "2021":
        place = "proactive/normative_documents"
        made = new(f"{place}/issued") - new(f"{place}/repealed")
        if old(f"{place}/in_force") + made != new(f"{place}/in_force"):
            breaks.add(("cross_year_in_force", "normative_documents"))
    if before.version == now.version == "2019":
        breaks |= {
            ("cross_year_items", row)
            for row in ITEMS
            if old(f"proactive/{row}/items_last_year") + old(f"proactive/{row}/change")
            != new(f"proactive/{row}/items_last_year")
        }
    return breaks


def bump(draft: PanelReport, by: int, *places: str) -> None:
    change_values(draft, {place: draft.values.get(place, 0) + by for place in places})


def plant(panel: Panel) -> set[Key]:
    """Plant faults, each in another agency; returns those that are not arithmetical."""
    large = sorted(panel, key=lambda i: -sum(panel[i][3].values.values()))
    recycled, jump, *others = large
    bump(panel[others[0]][2], 2, "requests/carried_in/company", "requests/carried_in/total")
    bump(panel[others[1]][4], 5, "proactive/normative_documents/in_force")
    bump(panel[others[2]][1], 4, "proactive/licensing/items_last_year")
    copied = {
        k: v
        for k, v in panel[recycled][2].values.items()
        if k.startswith("requests/") and "carried_in" not in k
    }
    panel[recycled][3].values.update(copied)
    old, new = panel[others[3]][3:5]
    new.sentences[4:] = [
        line.replace(f"{old.year}年", f"{new.year}年") for line in old.sentences[4:]
    ]
    again = panel[others[4]][2].id
    panel[others[4]].append(copy_report(panel[others[4]][2], id=f"{again}-again"))
    place = "proactive/licensing/decisions"
    change_values(panel[jump][3], {place: panel[jump][3].values[place] * 12})
    return {
        (panel[recycled][3].id, "recycled_report", "requests"),
        (new.id, "recycled_report", "text"),
        (again, "duplicate_report", "2021"),
        (f"{again}-again", "duplicate_report", "2021"),
        (panel[jump][3].id, "yearly_outlier", place),
    }


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Panel, set[Key]]:
    panel = draw_panel(Random(7), 24)
    planted = plant(panel)
    gap = panel["8"].pop(2)  # no report of this agency for 2021
    assert gap.year == 2021
    lost = panel["9"][3]
    lost.absent.add("requests/carried_in/natural_person")
    out = write_panel(tmp_path_factory.mktemp("panel") / "out", panel)
    run_check(out)
    return out, panel, planted


def test_a_panel_without_faults_has_no_finding(tmp_path: Path) -> None:
    out = write_panel(tmp_path / "out", draw_panel(Random(3), 16))
    done = run_check(out)
    rows = read_findings(out, *ACROSS)
    assert outcomes(rows, "broken") == set()
    assert len({name.agency for name in done.agencies}) == 16
    applied = {row["rule"] for row in rows}
    assert applied == set(ACROSS) - {"hierarchy_sum"}


def test_every_planted_fault_is_found_and_nothing_else(
    faulty: tuple[Path, Panel, set[Key]],
) -> None:
    out, panel, planted = faulty
    expected = true_breaks(panel) | planted
    assert len(true_breaks(panel)) >= 4
    assert outcomes(read_findings(out, *ACROSS), "broken") == expected


def test_across_a_missing_year_nothing_is_compared(faulty: tuple[Path, Panel, set[Key]]) -> None:
    out, panel, _ = faulty
    behind = panel["8"][2]
    assert behind.year == 2022
    rows = [row for row in read_findings(out, *ACROSS[:4]) if row["report"] == behind.id]
    assert rows == []


def test_a_lost_cell_leaves_the_year_undecided(faulty: tuple[Path, Panel, set[Key]]) -> None:
    out, panel, _ = faulty
    [row] = [
        row
        for row in read_findings(out, "cross_year_carry")
        if row["report"] == panel["9"][3].id and row["scope"] == "natural_person"
    ]
    assert row["verdict"] in ("undecided", "holds")
    assert "未读出" in str(row["message_zh"]) and "not read" in str(row["message_en"])


def test_the_message_gives_the_figures_of_both_years(faulty: tuple[Path, Panel, set[Key]]) -> None:
    out, panel, _ = faulty
    rows = read_findings(out, "cross_year_carry")
    row = next(
        r
        for r in rows
        if (r["verdict"], r["scope"]) == ("broken", "company")
        and str(r["report"]).endswith("-2021")
    )
    left, right = (
        int(str(row["left"]).removesuffix(".0")),
        int(str(row["right"]).removesuffix(".0")),
    )
    assert (row["difference"], row["cells"]) == (
        left - right,
        ["requests/carried_out/company", "requests/carried_in/company"],
    )
    assert (
        f"2020年“四、结转下年度继续办理”为 {left}，2021年“二、上年结转政府信息公开申请数量”为 {right}"
        in str(row["message_zh"])
    )
    assert f"相差 {left - right}" in str(row["message_zh"])
    assert f"“四、结转下年度继续办理” of 2020 (requests/carried_out/company) is {left}" in str(
        row["message_en"]
    )
    assert row["cause"] == "source"
    before = next(s[1].id for s in panel.values() if len(s) > 2 and s[2].id == row["report"])
    assert row["other_reports"] == [before]
    assert row["operands"] == [
        {"ref": f"{before}:requests/carried_out/company", "value": left, "sign": 1},
        {"ref": "requests/carried_in/company", "value": right, "sign": -1},
    ]


def test_years_are_not_comparable_if_a_form_lacks_the_cell(
    faulty: tuple[Path, Panel, set[Key]],
) -> None:
    out, panel, _ = faulty
    rows = [
        row
        for row in read_findings(out, "cross_year_items", "cross_year_in_force")
        if row["verdict"] == "undecided"
    ]
    assert {row["report"] for row in rows} == {s[2].id for s in panel.values() if s[2].year == 2021}
    assert {row["scope"] for row in rows} == {"regulations", "normative_documents", *ITEMS}
    assert all("不可比" in str(row["message_zh"]) for row in rows)
    assert all("not comparable" in str(row["message_en"]) for row in rows)


def test_the_message_on_an_outlier_gives_the_other_years(
    faulty: tuple[Path, Panel, set[Key]],
) -> None:
    out, panel, _ = faulty
    [row] = [row for row in read_findings(out, "yearly_outlier") if row["verdict"] == "broken"]
    series = next(s for s in panel.values() if row["report"] in {draft.id for draft in s})
    values = {draft.year: draft.values["proactive/licensing/decisions"] for draft in series}
    year = next(draft.year for draft in series if draft.id == row["report"])
    others = [f"{other}年 {value}" for other, value in values.items() if other != year]
    assert f"{year}年为 {values[year]}，其他年度为 {'、'.join(others)}，" in str(row["message_zh"])
    compared = [(o["value"], o["sign"]) for o in row["operands"]]  # type: ignore[attr-defined]
    other_values = [value for other, value in values.items() if other != year]
    assert compared == [(values[year], 1), *((value, 0) for value in other_values)]
    away = str(row["difference"]).removesuffix(".0")
    assert f"，相差 {away}，相差悬殊" in str(row["message_zh"])
    assert f": {away} away, which is far" in str(row["message_en"])


def test_with_few_years_outliers_are_undecided(tmp_path: Path) -> None:
    panel = draw_panel(Random(5), 1, range(2019, 2022))
    change_values(panel["0"][1], {"proactive/licensing/decisions": 900000})
    out = write_panel(tmp_path / "out", panel)
    run_check(out)
    rows = read_findings(out, "yearly_outlier")
    assert len(rows) == 9 and {row["verdict"] for row in rows} == {"undecided"}
    assert all("年度太少" in str(row["message_zh"]) for row in rows)


def test_metadata_of_the_user_overrides_the_reading(tmp_path: Path) -> None:
    panel = draw_panel(Random(5), 1)
    bump(panel["0"][4], 5, "proactive/normative_documents/in_force")
    out = write_panel(tmp_path / "out", panel)
    run_check(out, UserInput(known={panel["0"][4].id: UserMetadata(year=2030)}))
    assert outcomes(read_findings(out, "cross_year_in_force"), "broken") == set()
    run_check(out)
    assert len(outcomes(read_findings(out, "cross_year_in_force"), "broken")) == 1


def test_two_bodies_are_kept_separate_unless_a_file_joins_them(tmp_path: Path) -> None:
    panel = draw_panel(Random(6), 1)
    for draft in panel["0"]:
        draft.agency = "云岫县教育局" if draft.year < 2022 else "云岫县招生考试中心"
    bump(panel["0"][3], 2, "requests/carried_in/company", "requests/carried_in/total")
    out = write_panel(tmp_path / "out", panel)
    done = run_check(out)
    assert len({name.agency for name in done.agencies}) == 2
    assert outcomes(read_findings(out, "cross_year_carry"), "broken") == set()
    done = run_check(out, UserInput(agencies={"云岫县招生考试中心": "云岫县教育局"}))
    assert {(name.name, name.agency) for name in done.agencies} == {
        ("云岫县教育局", "云岫县教育局"),
        ("云岫县招生考试中心", "云岫县教育局"),
    }
    assert {scope for *_, scope in outcomes(read_findings(out, "cross_year_carry"), "broken")} == {
        "company", "total",
    }  # fmt: skip


def test_a_county_is_the_sum_of_its_bodies(tmp_path: Path) -> None:
    panel = draw_panel(Random(8), 3, range(2022, 2024))
    bodies = [panel[i] for i in "012"]
    county = []
    for i, year in enumerate(range(2022, 2024)):
        values: dict[str, int] = {}
        for series in bodies:
            for place, value in series[i].values.items():
                values[place] = values.get(place, 0) + value
        county.append(PanelReport("安阳县", year, values, ["无。"], id=f"county-{year}"))
    bump(county[1], 7, "requests/received/total")
    missing = bodies[2].pop(1)
    panel["county"] = county
    out = write_panel(tmp_path / "out", panel)
    names = tuple(series[0].agency for series in bodies)
    done = run_check(out, UserInput(bodies={"安阳县": (*names, "安阳县气象局")}))
    assert done.unmatched == ("安阳县气象局",)
    rows = read_findings(out, "hierarchy_sum")
    by_year = {year: [r for r in rows if r["report"] == f"county-{year}"] for year in (2022, 2023)}
    assert {row["verdict"] for row in by_year[2022]} == {"holds"}
    received = next(r for r in by_year[2023] if r["scope"] == "requests/received/total")
    assert received["verdict"] == "undecided", "a body has no report of 2023"
    assert missing.agency in str(received["message_zh"])
    run_check(out, UserInput(bodies={"安阳县": names[:2]}))
    rows = [r for r in read_findings(out, "hierarchy_sum") if r["report"] == "county-2023"]
    received = next(r for r in rows if r["scope"] == "requests/received/total")
    total = sum(series[1].values["requests/received/total"] for series in bodies[:2])
    assert (received["verdict"], received["left"]) == ("broken", total)
    assert "所属 2 个机关之和" in str(received["message_zh"])
    assert names[0] in str(received["message_zh"])
    refs = [f"{series[1].id}:requests/received/total" for series in bodies[:2]]
    assert [(o["ref"], o["sign"]) for o in received["operands"]] == [  # type: ignore[attr-defined]
        *((ref, 1) for ref in refs),
        ("requests/received/total", -1),
    ]


def test_severity_is_that_of_the_rule(tmp_path: Path) -> None:
    panel = draw_panel(Random(7), 24)
    plant(panel)
    out = write_panel(tmp_path / "out", panel)
    rules = tuple(rule.model_copy(update={"severity": "info"}) for rule in BOOK.rules)
    done = recheck(out, replace(BOOK, rules=rules), UserInput())
    rows = read_findings(out)
    assert {row["rule"] for row in rows} > {*ACROSS} - {"hierarchy_sum"}
    assert {row["severity"] for row in rows} == {"info"}
    assert done.broken == 0, "hints are not counted as broken"
    assert any(row["verdict"] == "broken" for row in rows)


def test_years_are_those_of_the_panel() -> None:
    assert [draft.year for draft in draw_panel(Random(1), 1)["0"]] == list(YEARS)
