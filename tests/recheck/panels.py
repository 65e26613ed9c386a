"""Panels of agencies and years: reports that agree with one another, until faults are planted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from random import Random

from configs import FOLDER
from pipeline.forms import Form, load_forms
from pipeline.recheck.joining import load_renamings
from pipeline.recheck.rechecking import Book, Rechecked, Told, recheck
from pipeline.records import Cell, CellKey, Document, Report, Section
from pipeline.rules import load_rules
from pipeline.store.datasets import find_parts, read_part
from tests.export.outs import write_out

FORMS = load_forms(FOLDER / "forms")
BOOK = Book(FORMS, load_rules(FOLDER / "rules"), load_renamings(FOLDER / "agencies.yaml"))
YEARS = range(2019, 2024)
ACROSS = (
    "cross_year_carry", "cross_year_in_force", "cross_year_items", "recycled_report",
    "duplicate_report", "yearly_outlier", "hierarchy_sum",
)  # fmt: skip
PLACES = [
    a + b + "县" for a in "安永临清平宁云石青金" for b in "阳河源溪海林岭桥丰康湖泉原坪岚台丘峰川水"
]
# One body's names over five years: none or one change, or for short now and then.
NAMES = [
    ["{}教育局"] * 5,
    ["{}财政局"] * 5,
    ["{}人民政府", "{}人民政府", "{}人民政府办公室", "{}人民政府办公室", "{}政府办公室"],
    ["{}水利局", "{}水利局", "{}水务局", "{}水务局", "{}水务局"],
    ["{}卫生和计划生育委员会", *["{}卫生健康局"] * 4],
    ["{}发展和改革委员会", "{}发改委", *["{}发展和改革委员会"] * 3],
    ["{}文化和旅游局", "{}文化和旅游局", *["{}文化广电和旅游局"] * 3],
    ["{}市场监督管理局", "{}市场监管局", *["{}市场监督管理局（知识产权局）"] * 3],
]
_SHARED = [
    "根据《中华人民共和国政府信息公开条例》第五十条的规定，编制本报告。",
    "本报告由总体情况、主动公开、依申请公开、复议诉讼、主要问题和其他事项六个部分组成。",
    "坚持以公开为常态、不公开为例外，保障公众的知情权、参与权和监督权。",
]
_THEMES = "招生 采购 灌溉 防汛 预算 扶贫 就业 医保 拆迁 审批 环评 道路 供水 养老 低保 食品 林权 渔业".split()
_DEEDS = "编印手册 走访群众 更新目录 清理文件 开设专栏 举办讲座 核对台账 回访来电 公示名单 发放折页".split()

Values = dict[str, int]


@dataclass
class Draft:
    """A report to be: its values by `table/row/column`, its sentences, its name and year."""

    agency: str
    year: int
    values: Values
    sentences: list[str]
    lost: set[str] = field(default_factory=set)
    id: str = ""

    @property
    def form(self) -> Form:
        return FORMS["2019" if self.year <= 2020 else "2021"]

    def report(self) -> Report:
        text = "\n".join(self.sentences)
        section = Section("overview", "一、总体情况", 0, len(text), 1.0)
        cells = tuple(self._cell(key) for key in self.form.columns)
        document = Document(text, "text", ())
        return Report(document, self.agency, self.year, self.form.form, (section,), cells, ())

    def _cell(self, key: CellKey) -> Cell:
        if str(key) in self.lost:
            return Cell(self.form.form, key, "absent", confidence=0.99)
        value = Decimal(self.values.get(str(key), 0))
        return Cell(self.form.form, key, "read", value, str(value), 0.99)


Panel = dict[str, list[Draft]]


def draw_panel(rng: Random, agencies: int, years: range = YEARS) -> Panel:
    """The reports of each agency, by its place and kind, in the order of the years."""
    return {f"{i}": list(_draw_agency(rng, i, years)) for i in range(agencies)}


def _draw_agency(rng: Random, index: int, years: range) -> Iterator[Draft]:
    names = NAMES[index % len(NAMES)]
    place = PLACES[index // len(NAMES)]
    size = rng.choice((3, 12, 40, 150))
    stocks = {key: rng.randint(2, 60) for key in ("in_force", "items", "carried")}
    scale = rng.randint(30, 900)
    for year, name in zip(years, names, strict=False):
        values = _requests(rng, size, stocks) | _proactive(rng, year, scale, stocks)
        agency = name.format(place)
        yield Draft(agency, year, values, _prose(rng, agency, year), id=f"{agency}-{year}")


def _requests(rng: Random, size: int, stocks: Values) -> Values:
    values: Values = {}
    carried = {"natural_person": min(3, stocks["carried"]), "company": 0}
    for column, most in (("natural_person", size), ("company", size // 3)):
        old = stocks.pop(f"out/{column}", carried[column])
        new, out = round(most * rng.uniform(0.6, 1.5)), rng.randint(0, 3)
        done = {"granted": 0, "unavailable.not_held": 0, "refused.third_party": 0}
        handled = max(0, new + old - out)
        for _ in range(handled):
            done[rng.choice(list(done))] += 1
        stocks[f"out/{column}"] = new + old - handled
        rows = {"received": new, "carried_in": old, "handled": handled, **done}
        rows["carried_out"] = new + old - handled
        for row, value in rows.items():
            values[f"requests/{row}/{column}"] = value
            total = f"requests/{row}/total"
            values[total] = values.get(total, 0) + value
    return values


def _proactive(rng: Random, year: int, scale: int, stocks: Values) -> Values:
    decided = {
        f"proactive/{row}/decisions": round(scale * share * rng.uniform(0.8, 1.25))
        for row, share in (("licensing", 1), ("penalties", 0.4))
    }
    if year <= 2020:
        change = rng.randint(-2, 9)
        items = {
            "proactive/licensing/items_last_year": stocks["items"],
            "proactive/licensing/change": change,
        }
        stocks["items"] += change
        return decided | items
    issued, repealed = rng.randint(0, 5), rng.randint(0, 2)
    stocks["in_force"] += issued - repealed
    place = "proactive/normative_documents"
    rows = {"issued": issued, "repealed": repealed, "in_force": stocks["in_force"]}
    return decided | {f"{place}/{column}": value for column, value in rows.items()}


def _prose(rng: Random, agency: str, year: int) -> list[str]:
    own = [
        f"{year}年，{agency}围绕{rng.choice(_THEMES)}和{rng.choice(_THEMES)}"
        f"{rng.choice(_DEEDS)}{rng.randint(2, 900)}次，发布信息{rng.randint(10, 4000)}条，"
        f"{rng.choice(_DEEDS)}{rng.randint(2, 90)}期。"
        for _ in range(14)
    ]
    return [*_SHARED, f"{agency}办公地址在人民路{len(agency)}号，设专人负责。", *own]


def write_panel(out: Path, panel: Panel) -> Path:
    drafts = [draft for series in panel.values() for draft in series]
    assert len({draft.id for draft in drafts}) == len(drafts)
    return write_out(out, {draft.id: draft.report() for draft in drafts})


def run_check(out: Path, told: Told | None = None, memory: str | None = None) -> Rechecked:
    return recheck(out, BOOK, told or Told(), memory)


def read_findings(out: Path, *rules: str) -> list[dict[str, object]]:
    rows = [
        row for path in find_parts(out, "findings") for row in read_part(out, "findings", path.name)
    ]
    return [row for row in rows if not rules or row["rule"] in rules]


def copy_draft(draft: Draft, **changes: object) -> Draft:
    fresh = replace(draft, values=dict(draft.values), sentences=list(draft.sentences))
    return replace(fresh, **changes)  # type: ignore[arg-type]


def outcomes(rows: list[dict[str, object]], verdict: str) -> set[tuple[object, object, object]]:
    return {(r["report"], r["rule"], r["scope"]) for r in rows if r["verdict"] == verdict}


def change_values(draft: Draft, changes: Mapping[str, int]) -> None:
    draft.values.update(changes)
