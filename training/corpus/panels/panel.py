"""A panel: reports of several agencies over several years that agree with one another.

Faults can be planted in them afterwards. A report of a panel becomes a `Report` as if it had been
read, or a file that has to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import Cell, CellKey, Document, PrintedTable, Report, Section
from gouji.training.corpus.contradictions.narrative import replace_overview
from gouji.training.corpus.drawing import draw_plan, render_page
from gouji.training.corpus.reports.page import ReportPage, TextLine, draw_page
from gouji.training.corpus.reports.spelling import PrintedCell
from gouji.training.corpus.reports.values import Figures
from gouji.training.corpus.samples import Sample

_TABLES = ("proactive", "requests", "remedies")
_SHARED_SENTENCES = [
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
class PanelReport:
    """One report of a panel. Faults may be planted in it, so it can be changed.

    `values` gives numbers by `table/row/column`; a cell without an entry is 0. `absent` holds the
    cells that are lost.
    """

    agency: str
    year: int
    values: Values
    sentences: list[str]
    absent: set[str] = field(default_factory=set)
    id: str = ""

    @property
    def version(self) -> str:
        """The version of the form that it follows."""
        return "2019" if self.year <= 2020 else "2021"

    def to_report(self, forms: Mapping[str, Form]) -> Report:
        """The report as it is read: all cells with high confidence, except those absent."""
        text = "\n".join(self.sentences)
        section = Section("overview", "一、总体情况", 0, len(text), 1.0)
        cells = tuple(self._cell(key) for key in forms[self.version].columns)
        document = Document(text, "text", ())
        names = dict.fromkeys(key.table for key in forms[self.version].columns)
        tables = tuple(PrintedTable(name, self.version, 1) for name in names)
        sections = (section,)
        return Report(
            document,
            self.agency,
            self.year,
            self.version,
            sections,
            cells,
            (),
            printed_tables=tables,
        )

    def _cell(self, key: CellKey) -> Cell:
        if str(key) in self.absent:
            return Cell(self.version, key, "absent", confidence=0.99)
        value = Decimal(self.values.get(str(key), 0))
        return Cell(self.version, key, "read", value, str(value), 0.99)


Panel = dict[str, list[PanelReport]]  # the reports of each agency


def draw_panel(rng: Random, names: Sequence[Sequence[str]], first_year: int = 2019) -> Panel:
    """The reports of agencies, by the index of the agency in `names`.

    `names` gives for each agency its name in each year from `first_year` on.
    """
    return {
        f"{index}": list(_draw_series(rng, f"{index}", names_by_year, first_year))
        for index, names_by_year in enumerate(names)
    }


def _draw_series(
    rng: Random, index: str, names: Sequence[str], first_year: int
) -> Iterator[PanelReport]:
    size = rng.choice((3, 12, 40, 150))
    stocks = {key: rng.randint(2, 60) for key in ("in_force", "items", "carried")}
    scale = rng.randint(30, 900)
    for year, agency in enumerate(names, first_year):
        values = _requests(rng, size, stocks) | _proactive(rng, year, scale, stocks)
        sentences = _sentences(rng, agency, year)
        yield PanelReport(agency, year, values, sentences, id=f"{index}/{agency}-{year}")


def _requests(rng: Random, size: int, stocks: Values) -> Values:
    """The values of table requests. `stocks` keeps what is carried over into the next year."""
    values: Values = {}
    first_carried = {"natural_person": min(3, stocks["carried"]), "company": 0}
    for column, most in (("natural_person", size), ("company", size // 3)):
        carried_in = stocks.pop(f"out/{column}", first_carried[column])
        received, pending = round(most * rng.uniform(0.6, 1.5)), rng.randint(0, 3)
        outcomes = {"granted": 0, "unavailable.not_held": 0, "refused.third_party": 0}
        handled = max(0, received + carried_in - pending)
        for _ in range(handled):
            outcomes[rng.choice(list(outcomes))] += 1
        carried_out = received + carried_in - handled
        stocks[f"out/{column}"] = carried_out
        rows = {"received": received, "carried_in": carried_in, "handled": handled, **outcomes}
        rows["carried_out"] = carried_out
        for row, value in rows.items():
            values[f"requests/{row}/{column}"] = value
            total = f"requests/{row}/total"
            values[total] = values.get(total, 0) + value
    return values


def _proactive(rng: Random, year: int, scale: int, stocks: Values) -> Values:
    """The values of table proactive. `stocks` keeps what exists or is in force."""
    decisions = {
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
        return decisions | items
    issued, repealed = rng.randint(0, 5), rng.randint(0, 2)
    stocks["in_force"] += issued - repealed
    row = "proactive/normative_documents"
    columns = {"issued": issued, "repealed": repealed, "in_force": stocks["in_force"]}
    return decisions | {f"{row}/{column}": value for column, value in columns.items()}


def _sentences(rng: Random, agency: str, year: int) -> list[str]:
    drawn = [
        f"{year}年，{agency}围绕{rng.choice(_THEMES)}和{rng.choice(_THEMES)}"
        f"{rng.choice(_DEEDS)}{rng.randint(2, 900)}次，发布信息{rng.randint(10, 4000)}条，"
        f"{rng.choice(_DEEDS)}{rng.randint(2, 90)}期。"
        for _ in range(14)
    ]
    address = f"{agency}办公地址在人民路{len(agency)}号，设专人负责。"
    return [*_SHARED_SENTENCES, address, *drawn]


def print_panel_report(rng: Random, report: PanelReport, forms: Mapping[str, Form]) -> Sample:
    """The report as a file in any rendering, without damage, with name and year in its title."""
    figures = _find_figures(report, forms[report.version])
    page = replace_overview(draw_page(rng, figures), "\n".join(report.sentences))
    page = _set_title(page, report)
    return render_page(rng, "report", figures, page, draw_plan(rng, damages=()))


def _find_figures(report: PanelReport, form: Form) -> Figures:
    counts = {key: report.values.get(str(key), 0) for key in form.columns}
    cells: dict[CellKey, PrintedCell] = {
        key: PrintedCell(str(number), "read", Decimal(number)) for key, number in counts.items()
    }
    tables = {name: form.table(name) for name in _TABLES}
    versions = dict.fromkeys(_TABLES, report.version)
    return Figures(report.agency, report.year, tables, versions, counts, cells, "")


def _set_title(page: ReportPage, report: PanelReport) -> ReportPage:
    """The page with one title and one preamble, both with the agency's name and the year."""
    agency, year = report.agency, report.year
    title = TextLine(f"{agency}{year}年政府信息公开工作年度报告", "title")
    preamble = TextLine(
        f"{agency}根据《中华人民共和国政府信息公开条例》编制{year}年政府信息公开工作年度报告，"
        f"所列数据的统计期限为{year}年1月1日至12月31日。",
        "paragraph",
    )
    parts = [part for part in page.parts if not _has_role(part, "title")]
    body_start = next(
        i for i, part in enumerate(parts) if not isinstance(part, TextLine) or part.section
    )
    navigation = [part for part in parts[:body_start] if _has_role(part, "navigation")]
    parts = [*navigation, title, preamble, *parts[body_start:]]
    return replace(page, parts=tuple(parts), names_agency=True, names_year=True)


def _has_role(part: object, role: str) -> bool:
    return isinstance(part, TextLine) and part.role == role
