"""The official layout of each table as a grid, with the labels as agencies retype them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from gouji.pipeline.forms.form import Block, Row, TableForm
from gouji.pipeline.records import CellKey
from gouji.training.corpus.reports.grid import Box, Grid
from gouji.training.corpus.reports.grid import Row as Line

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
_CORNERS = {_RELATION: ("", "", "/", "项目", _RELATION.replace("，", ""))}
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

    `restyle` retypes a label; `unit` is what the money column's head names; `total_apart` sets
    总计 beside 申请人情况, not under it; `stacked` prints the groups of remedies as rows.
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
    """As narrow columns break it: after a fixed number of characters, or every one."""
    size = rng.choice((1, 2, 3, 3, 5, 12)) if len(label) < 7 else rng.choice((4, 6, 12, 15))
    mark = rng.choice(("\n", " ", "\n"))
    return mark.join(label[at : at + size] for at in range(0, len(label), size))


def lay_out(rng: Random, table: TableForm, texts: Texts, style: Style) -> Grid:
    """The table with `texts` in its cells."""
    if len(table.blocks) > 1:
        return _lay_blocks(rng, table, texts, style)
    if table.blocks[0].across and not style.stacked:
        return _lay_across(table, texts, style)
    return _lay_rows(rng, table, texts, style)


def _lay_blocks(rng: Random, table: TableForm, texts: Texts, style: Style) -> Grid:
    """Blocks one under another, each with its group and its column heads (table proactive)."""
    width = 1 + max(len(block.columns) for block in table.blocks)
    rows: list[Line] = []
    for block in table.blocks:
        rows.append((Box(style.restyle(block.group)),) * width)
        heads = [Box(_column_head(rng, column.label, style)) for column in block.columns]
        rows.append(_stretch([Box(style.restyle(block.corner)), *heads], width))
        for row in block.rows:
            values = [Box(texts[key], key) for key in _keys(table, block, row)]
            rows.append(_stretch([Box(style.restyle(row.label)), *values], width))
    return Grid(table.table, tuple(rows), 0, 1)


def _column_head(rng: Random, label: str, style: Style) -> str:
    stem = label.partition("（")[0]
    choices = [head for head in _FEE_HEADS[style.unit] if head.startswith(stem)]
    return style.restyle(rng.choice(choices) if choices else label)


def _stretch(boxes: list[Box], width: int) -> Line:
    """The last box merged over what is left of the row."""
    return (*boxes, *[boxes[-1]] * (width - len(boxes)))


def _lay_across(table: TableForm, texts: Texts, style: Style) -> Grid:
    """Groups side by side over one printed row (table remedies)."""
    block = table.blocks[0]
    groups = {name: Box(style.restyle(name)) for row in block.rows for name in row.under}
    stacks, values = [], []
    for row in block.rows:
        label = Box(style.restyle(row.label))
        for key, column in zip(_keys(table, block, row), block.columns, strict=True):
            above = [groups[name] for name in row.under]
            stacks.append([*above, label, Box(style.restyle(column.label))])
            values.append(Box(texts[key], key))
    head = _turn(stacks)
    return Grid(table.table, (*head, tuple(values)), len(head), 0)


def _turn(stacks: list[list[Box]]) -> list[Line]:
    """Stacks of heads, top down, as rows; a short stack's lowest head spans the rest."""
    depth = max(map(len, stacks))
    padded = [stack + [stack[-1]] * (depth - len(stack)) for stack in stacks]
    return [tuple(stack[at] for stack in padded) for at in range(depth)]


def _lay_rows(rng: Random, table: TableForm, texts: Texts, style: Style) -> Grid:
    """Rows under nested group labels, columns under nested heads (table requests)."""
    block = table.blocks[0]
    labels = 1 + max(len(row.under) for row in block.rows)
    head = _turn(_head_stacks(rng, block, style, labels))
    groups: dict[str, Box] = {}
    body = []
    for row in block.rows:
        for name in row.under:
            groups.setdefault(name, Box(style.restyle(name)))
        stub = [groups[name] for name in row.under] + [Box(style.restyle(row.label))]
        values = [Box(texts[key], key) for key in _keys(table, block, row)]
        body.append((*_stretch(stub, labels), *values))
    return Grid(table.table, (*head, *body), len(head), labels)


def _head_stacks(rng: Random, block: Block, style: Style, labels: int) -> list[list[Box]]:
    corner = block.corner or "类别"
    box = Box(style.restyle(rng.choice((corner, corner, *_CORNERS.get(corner, ())))))
    groups = {name: Box(style.restyle(name)) for column in block.columns for name in column.under}
    top = [Box(style.restyle(block.group))] if block.group else []
    stacks = [[box]] * labels
    for column in block.columns:
        apart = style.total_apart and column.column == "total"
        above = [groups[name] for name in column.under]
        stacks.append([*([] if apart else top), *above, Box(style.restyle(column.label))])
    return stacks


def _keys(table: TableForm, block: Block, row: Row) -> list[CellKey]:
    return [CellKey(table.table, row.row, column.column) for column in block.columns]
