"""Names of statuses, verdicts and metrics for users, and text of reports made safe to print."""

from __future__ import annotations

import unicodedata

STATUSES = {
    "read": ("读出", "read"),
    "blank": ("空白", "blank"),
    "unreadable": ("无法辨读", "unreadable"),
    "absent": ("缺失", "absent"),
}

VERDICTS = {
    "holds": ("成立", "holds"),
    "broken": ("不成立", "broken"),
    "undecided": ("未定", "undecided"),
}

STATES = {
    "current": ("现行", "current"),
    "changed": ("来源已变更", "its source has changed"),
    "gone": ("来源已不存在", "its source is gone"),
}

SECTIONS = {
    "overview": "总体情况",
    "proactive": "主动公开",
    "requests": "申请办理",
    "remedies": "复议诉讼",
    "problems": "问题改进",
    "other": "其他事项",
}

METRICS = {
    "requests_received": "新收申请",
    "requests_handled": "办结申请",
    "requests_carried_in": "上年结转",
    "requests_carried_out": "结转下年",
    "requests_granted": "予以公开",
    "requests_partly_granted": "部分公开",
    "requests_refused": "不予公开",
    "requests_unavailable": "无法提供",
    "requests_by_channel": "申请渠道",
    "reconsiderations": "行政复议",
    "litigations": "行政诉讼",
    "disclosed_items": "主动公开信息",
    "breakdown": "分项",
}

# Figures of another body than the agency itself, and of another period than the year.
ABOUTS = {"whole": "全地区 whole", "part": "一部分 part"}
PERIODS = {"last_year": "上年 last year", "cumulative": "累计 cumulative"}


def printable(text: str | None) -> str:
    """Text from a file on one line, without characters that control the terminal."""
    return " ".join("".join(map(_replace_control, text or "")).split())


def _replace_control(char: str) -> str:
    if char.isspace():
        return " "
    # Cc: control characters, Cf: marks such as those of the writing direction, Cs: surrogates.
    return "\ufffd" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char


def shorten(text: str, width: int) -> str:
    """`text` cut to at most `width` terminal columns; a Han character takes two."""
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"
