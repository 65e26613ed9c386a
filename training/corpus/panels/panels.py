"""Panels of agencies and years: reports that agree with one another, until faults are planted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import Cell, CellKey, Document, PrintedTable, Report, Section

_SHARED = [
    "根据《中华人民共和国政府信息公开条例》第五十条的规定，编制本报告。",
    "本报告由总体情况、主动公开、依申请公开、复议诉讼、主要问题和其他事项六个部分组成。",
    "坚持以公开为常态、不公开为例外，保障公众的知情权、参与权和监督权。",
]
_THEMES = (
    *("招生 采购 灌溉 防汛 预算 扶贫 就业 医保 拆迁".split()),
    *("审批 环评 道路 供水 养老 低保 食品 林权 渔业".split()),
)
_DEEDS = (
    *("编印手册 走访群众 更新目录 清理文件 开设专栏".split()),
    *("举办讲座 核对台账 回访来电 公示名单 发放折页".split()),
)

Values = dict[str, int]


@dataclass
class Draft:
    """A report to be, that faults may yet be planted in: its values by `table/row/column` (0 where
    none is given), those that were lost, its sentences, its name and year."""

    agency: str
    year: int
    values: Values
    sentences: list[str]
    lost: set[str] = field(default_factory=set)
    id: str = ""

    @property
    def version(self) -> str:
        """The form that it follows."""
        return "2019" if self.year <= 2020 else "2021"

    def report(self, forms: Mapping[str, Form]) -> Report:
        """As it is read: every cell surely, but for those that were lost."""
        text = "\n".join(self.sentences)
        section = Section("overview", "一、总体情况", 0, len(text), 1.0)
        cells = tuple(self._cell(key) for key in forms[self.version].columns)
        document = Document(text, "text", ())
        names = dict.fromkeys(key.table for key in forms[self.version].columns)
        tables = tuple(PrintedTable(name, self.version, 1) for name in names)
        report = Report(document, self.agency, self.year, self.version, (section,), cells, ())
        return replace(report, tables=tables)

    def _cell(self, key: CellKey) -> Cell:
        if str(key) in self.lost:
            return Cell(self.version, key, "absent", confidence=0.99)
        value = Decimal(self.values.get(str(key), 0))
        return Cell(self.version, key, "read", value, str(value), 0.99)


Panel = dict[str, list[Draft]]


def draw_panel(rng: Random, names: Sequence[Sequence[str]], first: int = 2019) -> Panel:
    """The reports of agencies by their places in `names`, which gives each one's name in each year
    from `first` on."""
    return {f"{i}": list(_draw_agency(rng, f"{i}", own, first)) for i, own in enumerate(names)}


def _draw_agency(rng: Random, index: str, names: Sequence[str], first: int) -> Iterator[Draft]:
    size = rng.choice((3, 12, 40, 150))
    stocks = {key: rng.randint(2, 60) for key in ("in_force", "items", "carried")}
    scale = rng.randint(30, 900)
    for year, agency in enumerate(names, first):
        values = _requests(rng, size, stocks) | _proactive(rng, year, scale, stocks)
        yield Draft(agency, year, values, _prose(rng, agency, year), id=f"{index}/{agency}-{year}")


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
