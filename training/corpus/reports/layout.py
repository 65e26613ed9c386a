"""The official layout of each table as a grid, with its labels as agencies retype them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from random import Random

from gouji.pipeline.forms import official_layout
from gouji.pipeline.forms.form import Block, Column, Row, TableForm
from gouji.pipeline.forms.official_layout import Layout, LayoutField
from gouji.pipeline.records import CellKey
from gouji.training.corpus.reports.grid import Box, Grid

Texts = Mapping[CellKey, str]
_BRACKETED = re.compile(r"^（([一二三四五六七八九])）")
_INNER = re.compile(r"（([一二三四五六七八九])）")
_NUMBERED = re.compile(r"^(\d)\.")
_ITEM = re.compile(r"^([一二三四])、")
_RINGED = dict(zip("一二三四五六七八九", "㈠㈡㈢㈣㈤㈥㈦㈧㈨", strict=True))
_HALF = str.maketrans({"（": "(", "）": ")", "，": ",", "：": ":", "；": ";", "“": '"', "”": '"'})
_WORDS = (
    ("其他法律行政法规禁止公开", "其他法律、行政法规禁止公开"),
    ("只计", "只记"),
    ("只计这一情形，不计其他情形", "只计这一情形,不计其他情形"),
    ("没有现成信息需要另行制作", "没有现成信息需另行制作"),
    ("补正后申请内容仍不明确", "补正后申请内容不明确"),
    ("予以公开", "公开"),
    ("本年度办理结果", "本年度办理 结果"),
    ("信访举报投诉类申请", "信访举报投诉类"),
    ("要求行政机关确认或重新出具已获取信息", "要求行政机关确认或者重新出具已获取信息"),
    ("结转下年度继续办理", "结转下年度"),
    ("本年新收政府信息公开申请数量", "本年新收申请数量"),
    ("上年结转政府信息公开申请数量", "上年度结转政府信息公开申请数量"),
    ("处理决定数量", "处理决定数"),
    ("（区分处理的，只计这一情形，不计其他情形）", ""),
    ("商业企业", "企业"),
    ("法人或其他组织", "法人或者其他组织"),
    ("其他结果", "其它结果"),
    ("行政规范性文件", "规范性文件"),
    ("现行有效件数", "现行有效件"),
    ("第二十条第", "第20条第"),
    ("总计", "合计"),
    ("第二十条第（一）项", "第二十条 第（一）项"),
    ("、行政机关不再处理其政府信息公开申请", "，行政机关不再处理其政府信息公开申请"),
    ("“三安全一稳定”", "三安全一稳定"),
    ("不予公开", "不予 公开"),
)
_RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_STACKED_CORNER = "类别"
# Texts that agencies print in a corner beside the official one.
_CORNERS: dict[str, tuple[str, ...]] = {
    _RELATION: ("", "", "/", "项目", _RELATION.replace("，", "")),
    _STACKED_CORNER: (),
}
_FEE_HEADS = {
    "万元": (
        "本年收费金额（单位：万元，保留4位小数）",
        "本年收费金额（单位：万元）",
        "本年收费金额(万元)",
        "采购总金额（万元）",
    ),
    "元": ("本年收费金额（单位：元）", "本年收费金额（元）", "采购总金额（元）"),
    "": ("本年收费金额", "采购总金额"),
}
_BRACKETS = (
    *[*["（{}）"] * 4, *["({})"] * 3],
    *["(  {})", "({}) ", "（{}） ", "{}、", "", "ring"],
)


@dataclass(frozen=True, slots=True)
class Style:
    """How one agency types its tables.

    `restyle` retypes a label; `unit` is the unit that the head of a column of money names;
    `total_apart` puts 总计 beside 申请人情况, not under it; `stacked` prints the groups of table
    `remedies` as rows.
    """

    restyle: Callable[[str], str]
    unit: str
    total_apart: bool
    stacked: bool


def draw_style(rng: Random, unit: str) -> Style:
    return Style(_draw_restyle(rng), unit, rng.random() < 0.3, rng.random() < 0.05)


def _draw_restyle(rng: Random) -> Callable[[str], str]:
    bracket = rng.choice(_BRACKETS)
    inner = rng.choice((*[r"（\1）"] * 5, *[r"(\1)"] * 5, r"（\1 ）", r"( \1 )", r"\1"))
    number = rng.choice((r"\1.",) * 5 + (r"\1. ", r"\1．", r"\1、", r"\1 .", "", r"(\1)", r"\1"))
    item = rng.choice((r"\1、",) * 7 + ("", r"\1.", r"\1 、", r"\1，"))
    words = [pair for pair in _WORDS if rng.random() < 0.12]
    half = rng.random() < 0.25
    gap = rng.choice((0.0, 0.0, 0.0, 0.05, 0.2))

    def restyle(label: str) -> str:
        for official, retyped in words:
            label = label.replace(official, retyped)
        label = _NUMBERED.sub(number, _ITEM.sub(item, label))
        label = _BRACKETED.sub(lambda match: _bracket(bracket, match[1]), label)
        label = _INNER.sub(inner, label)
        label = label.translate(_HALF) if half else label
        return _break_label(rng, label) if rng.random() < gap else label

    return restyle


def _bracket(style: str, numeral: str) -> str:
    return _RINGED[numeral] if style == "ring" else style.format(numeral)


def _break_label(rng: Random, label: str) -> str:
    """A label as a narrow column breaks it: after every character, or after a fixed number."""
    size = rng.choice((1, 2, 3, 3, 5, 12)) if len(label) < 7 else rng.choice((4, 6, 12, 15))
    mark = rng.choice(("\n", " ", "\n"))
    return mark.join(label[start : start + size] for start in range(0, len(label), size))


def lay_out(rng: Random, table: TableForm, texts: Texts, style: Style) -> Grid:
    """The table in the official layout as an agency types it, with `texts` in its cells."""
    table = _stack(table) if style.stacked else table
    layout = official_layout.lay_out(_set_totals_apart(table) if style.total_apart else table)
    boxes = {field: Box(texts[field.key], field.key) for field in layout.fields if field.key}
    for block, fields in zip(table.blocks, layout.blocks, strict=True):
        boxes |= _type_labels(rng, block, fields, style)
    printed = {position: boxes[field] for field in layout.fields for position in field.positions}
    rows = [
        tuple(printed[line, x] for x in range(layout.width) if (line, x) in printed)
        for line in range(layout.height)
    ]
    return Grid(table.table, tuple(rows), _count_header_rows(layout), layout.head_columns)


def _count_header_rows(layout: Layout) -> int:
    """The rows above all numbers that hold heads only; 0 where each block has its own header."""
    return min(f.top for f in layout.fields if f.key) if len(layout.blocks) == 1 else 0


def _stack(table: TableForm) -> TableForm:
    """Groups that are side by side in the form as rows, under a corner of the agency's own."""
    blocks = [
        block.model_copy(update={"across": False, "corner": _STACKED_CORNER})
        if block.across
        else block
        for block in table.blocks
    ]
    return table.model_copy(update={"blocks": tuple(blocks)})


def _set_totals_apart(table: TableForm) -> TableForm:
    """总计 beside the head of the other columns (申请人情况), not under it."""
    blocks = [_set_total_apart(block) for block in table.blocks]
    return table.model_copy(update={"blocks": tuple(blocks)})


def _set_total_apart(block: Block) -> Block:
    if not block.group or all(column.column != "total" for column in block.columns):
        return block
    columns = [
        column
        if column.column == "total"
        else column.model_copy(update={"under": (block.group, *column.under)})
        for column in block.columns
    ]
    return block.model_copy(update={"group": "", "columns": tuple(columns)})


def _type_labels(
    rng: Random, block: Block, fields: Sequence[LayoutField], style: Style
) -> dict[LayoutField, Box]:
    """The heads of a block with their labels typed."""
    boxes: dict[LayoutField, Box] = {}
    for field in _list_draws(block, fields):
        box = Box(style.restyle(_choose_label(rng, field, style)))
        if field.role != "row_head" or field not in boxes:
            boxes[field] = box
    return boxes


def _list_draws(block: Block, fields: Sequence[LayoutField]) -> Iterator[LayoutField]:
    """The heads of a block in the order in which their labels are drawn.

    This order fixes the corpus of a seed. Some heads are drawn more than once: a head over other
    heads for each of them, where the last draw is printed, and a head beside several rows for each
    row, where the first draw is printed.
    """
    over: list[Column | Row] = [*block.columns, *(block.rows if block.across else ())]
    groups = Counter(name for head in over for name in head.under) | Counter([block.group])
    has_banner = any(field.role == "banner" for field in fields)
    header = [field for field in fields if field.role in ("banner", "corner", "column_head")]
    for field in sorted(header, key=lambda field: _rank(field, field.text in groups, has_banner)):
        yield from repeat(field, max(1, groups[field.text]))
    row_heads = [field for field in fields if field.role == "row_head"]
    beside = [(row, f.left, f) for f in row_heads for row in range(f.top, f.bottom + 1)]
    for _, _, field in sorted(beside, key=itemgetter(0, 1)):
        yield field


def _rank(field: LayoutField, is_group: bool, has_banner: bool) -> tuple[int, int, int]:
    """The place of a field among the draws of its header."""
    if field.role == "column_head":
        return (2, -field.top, field.left) if is_group else (3, field.left, field.top)
    if field.role == "corner":
        return (4 if has_banner else 1), field.top, field.left
    return 0, field.top, field.left


def _choose_label(rng: Random, field: LayoutField, style: Style) -> str:
    """The label, or another one that agencies print in its place."""
    label = field.text
    if field.role == "corner" and label in _CORNERS:
        return rng.choice((label, label, *_CORNERS[label]))
    if field.role == "column_head":
        stem = label.partition("（")[0]
        heads = [head for head in _FEE_HEADS[style.unit] if head.startswith(stem)]
        return rng.choice(heads) if heads else label
    return label
