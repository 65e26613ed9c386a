"""Messages on sections, tables, pages, the years that a report names, and names of agencies."""

from __future__ import annotations

from gouji.pipeline.check.report.agency_names import NamesDetail
from gouji.pipeline.check.report.periods import PeriodDetail, Source
from gouji.pipeline.check.report.structure import (
    REPORT,
    AllPagesDetail,
    MissingSectionDetail,
    MissingTableDetail,
    RepeatedSectionDetail,
    UnplacedDetail,
    UnreadPageDetail,
)
from gouji.pipeline.check.results import Result
from gouji.pipeline.records import UnplacedReason

# The six sections of the official layout; the three tables are called as their sections.
_TITLES = {
    "overview": "总体情况",
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "remedies": "政府信息公开行政复议、行政诉讼情况",
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
}
_PRESENCE = {
    "figures": ("已找到", "is there"),
    "labels": ("只有行名，没有读到数字", "has the labels of its rows, but no figure was read"),
    "unplaced": (
        "没有找到，但有可能属于该表的数字未能对应到单元格",
        "was not found, but figures that may be its own have no cell",
    ),
    "sentences": (
        "没有找到，但该部分有大量数字，可能以文字或自拟的行名列出",
        "was not found, but its section states many figures, which may be those of the table",
    ),
    "unread": (
        "没有找到，可能在未能读取的页面或图片中",
        "was not found; it may be on a page or picture that was not read",
    ),
    "damaged": (
        "没有找到，可能在文字有缺损的行中",
        "was not found; it may be in a line whose characters were lost",
    ),
    "titled": (
        "没有认出标题，但有一行含有该标题的文字",
        "was not found as a heading, but a line has its title",
    ),
    "found": ("已找到", "is there"),
    "missing": ("没有找到", "was not found"),
}
_SOURCES: dict[Source, tuple[str, str]] = {
    "title": ("标题", "the title"),
    "report": ("引言", "the preamble"),
    "period": ("统计期限", "the period of its figures"),
    "story": ("正文", "the text"),
}
# Why a printed figure has no cell.
REASONS: dict[UnplacedReason, tuple[str, str]] = {
    "no_row": ("未找到所在行", "row not found"),
    "no_column": ("未找到所在列", "column not found"),
    "no_table": ("未认出所在表格", "table not recognised"),
    "not_one_number": ("不是一个数字", "not one number"),
}
# Most names of other agencies that a message lists.
_MOST_NAMES = 3
# Most figures without a cell that a message lists.
_MOST_FIGURES = 8


def section_title(name: str) -> str:
    """The official title of a section or table by its key; the key itself if it has none."""
    return _TITLES.get(name, name)


def missing_section_zh(result: Result[MissingSectionDetail]) -> str:
    """The Chinese message on a required section."""
    detail = result.detail
    return f"“{section_title(detail.section)}”部分{_PRESENCE[detail.presence][0]}。"


def missing_section_en(result: Result[MissingSectionDetail]) -> str:
    """The English message on a required section."""
    name, state = result.detail.section, _PRESENCE[result.detail.presence][1]
    return f"Section “{section_title(name)}” ({name}) {state}."


def repeated_section_zh(result: Result[RepeatedSectionDetail]) -> str:
    """The Chinese message on how often a section was found."""
    return f"“{section_title(result.detail.section)}”部分出现 {result.detail.times} 次。"


def repeated_section_en(result: Result[RepeatedSectionDetail]) -> str:
    """The English message on how often a section was found."""
    name, times = result.detail.section, result.detail.times
    return f"Section “{section_title(name)}” ({name}) appears {times}×."


def missing_table_zh(result: Result[MissingTableDetail]) -> str:
    """The Chinese message on a required table."""
    detail = result.detail
    return f"“{section_title(detail.table)}”的表格{_PRESENCE[detail.presence][0]}。"


def missing_table_en(result: Result[MissingTableDetail]) -> str:
    """The English message on a required table."""
    name, state = result.detail.table, _PRESENCE[result.detail.presence][1]
    return f"Table “{section_title(name)}” ({name}) {state}."


def unplaced_zh(result: Result[UnplacedDetail]) -> str:
    """The Chinese message on figures without a cell."""
    detail = result.detail
    place = "本报告" if detail.scope == REPORT else f"“{section_title(detail.scope)}”的表格"
    if not detail.figures:
        other = "没有其他未归入表格的数字" if detail.scope == REPORT else "数字均已对应到单元格"
        return f"{place}{other}。"
    listed = "、".join(figure.raw for figure in detail.figures[:_MOST_FIGURES])
    more = " 等" if len(detail.figures) > _MOST_FIGURES else ""
    return f"{place}有 {len(detail.figures)} 个数字未能对应到单元格（{listed}{more}），请对照原文。"


def unplaced_en(result: Result[UnplacedDetail]) -> str:
    """The English message on figures without a cell."""
    detail = result.detail
    is_report = detail.scope == REPORT
    place = "The report" if is_report else f"Table “{section_title(detail.scope)}”"
    if not detail.figures:
        state = "has no figure outside the tables found" if is_report else "has no figure left over"
        return f"{place} {state}."
    listed = ", ".join(figure.raw for figure in detail.figures[:_MOST_FIGURES])
    more = " …" if len(detail.figures) > _MOST_FIGURES else ""
    return (
        f"{place} has {len(detail.figures)} figures whose cells were not found ({listed}{more}); "
        "compare them with the source."
    )


def all_pages_zh(result: Result[AllPagesDetail]) -> str:
    """The Chinese message where all pages were read."""
    pages = result.detail.pages
    if result.detail.are_pictures:
        return f"文中 {pages} 幅表格图片均已识别。"
    return f"{pages} 页均已读取。"


def all_pages_en(result: Result[AllPagesDetail]) -> str:
    """The English message where all pages were read."""
    pages = result.detail.pages
    if result.detail.are_pictures:
        return f"All tables that are pictures ({pages}) were read."
    return f"All {pages} pages were read."


def unread_page_zh(result: Result[UnreadPageDetail]) -> str:
    """The Chinese message on a page that was not read."""
    page = result.detail.page
    if result.detail.is_picture:
        return f"文中第 {page} 幅可能是表格的图片未能读取或难以辨认；其数字可能缺失，请对照原文。"
    return f"第 {page} 页未能读取（没有可用的文字层）或难以辨认；其数字可能缺失，请对照原文。"


def unread_page_en(result: Result[UnreadPageDetail]) -> str:
    """The English message on a page that was not read."""
    page = result.detail.page
    if result.detail.is_picture:
        return (
            f"Picture {page} of those that may be tables was not read or is illegible; figures may "
            "be missing: compare it with the source."
        )
    return (
        f"Page {page} was not read (no usable text layer) or is illegible; figures may be missing: "
        "compare it with the source."
    )


def period_zh(result: Result[PeriodDetail]) -> str:
    """The Chinese message on the years that a report states."""
    stated = "，".join(
        f"{_SOURCES[one.source][0]}为 {one.year} 年（“{one.words}”）"
        for one in result.detail.statements
    )
    return stated + ("，年度一致。" if result.verdict == "holds" else "，年度不一致。")


def period_en(result: Result[PeriodDetail]) -> str:
    """The English message on the years that a report states."""
    stated = ", ".join(
        f"{_SOURCES[one.source][1]} says {one.year} (“{one.words}”)"
        for one in result.detail.statements
    )
    return stated + ("; they agree." if result.verdict == "holds" else "; they disagree.")


def names_zh(result: Result[NamesDetail]) -> str:
    """The Chinese message on names of other agencies."""
    agency, names = result.detail.agency, result.detail.names
    if result.verdict == "holds":
        return f"未发现以其他机关的名称代替“{agency}”。"
    listed = "、".join(f"“{name}”" for name in names[:_MOST_NAMES])
    is_open = result.verdict == "undecided"
    doubt = "，请核对是否为同一机关或上级机关" if is_open else "，疑为沿用他人报告未改"
    return f"本报告属“{agency}”，应写本机关名称之处却写{listed}{doubt}。"


def names_en(result: Result[NamesDetail]) -> str:
    """The English message on names of other agencies."""
    agency, names = result.detail.agency, result.detail.names
    if result.verdict == "holds":
        return f"No other agency's name was found where that of “{agency}” belongs."
    listed = ", ".join(f"“{name}”" for name in names[:_MOST_NAMES])
    doubt = "check whether it is the same body or one above it"
    likely = doubt if result.verdict == "undecided" else "likely left in from another report"
    return (
        f"This is the report of “{agency}”, but it names {listed} where its own name belongs; "
        f"{likely}."
    )
