"""What a message adds about the likely error behind a broken rule."""

from __future__ import annotations

from gouji.pipeline.check.cause.slips import Slip
from gouji.pipeline.check.messages.phrases import join_labels, number, place
from gouji.pipeline.check.results import Change, Corrections, Explanation, MisreadRow
from gouji.pipeline.forms.form import Form

# What each slip is called, in Chinese and English.
SLIP_NAMES: dict[Slip, tuple[str, str]] = {
    "sign": ("正负号有误", "a sign lost"),
    "unit": (
        "“万”与“元”等单位混用，相差一万倍",
        "one unit of counting for another (万 against 元), a factor of 10000",
    ),
    "swapped": ("数字颠倒", "swapped digits"),
    "lost_digit": ("漏写一位数字", "a lost digit"),
    "extra_digit": ("多写一位数字", "a digit too many"),
    "one_off": ("多计或少计一件", "one unit off"),
    "alike": ("形近数字误写", "a look-alike digit"),
    "neighbour": ("与相邻单元格相同，可能抄错行列", "the number of the cell beside it"),
}


def explain_zh(explanation: Explanation | None) -> str:
    """The Chinese clause on a likely error; "" without one."""
    if isinstance(explanation, MisreadRow):
        row = explanation.form.rows[explanation.row]
        numbers = "、".join("空" if n is None else number(n) for n in explanation.numbers)
        label = f"“{join_labels(row.under, row.label)}”一行"
        return f"；{label}可能读错了列，或把两数连读，改读为 {numbers} 则不矛盾"
    if isinstance(explanation, Corrections):
        sets = [
            "、".join(_change_zh(change, explanation.form) for change in changes)
            for changes in explanation.alternatives
        ]
        return f"；改动最少的解释：{'，或'.join(sets)}"
    return f"；可能是{SLIP_NAMES[explanation][0]}" if explanation else ""


def explain_en(explanation: Explanation | None) -> str:
    """The English clause on a likely error; "" without one."""
    if isinstance(explanation, MisreadRow):
        numbers = ", ".join("-" if n is None else number(n) for n in explanation.numbers)
        row = explanation.row.row
        return f"; the row {row} may be misread: with the numbers {numbers} the sums agree"
    if isinstance(explanation, Corrections):
        sets = [" and ".join(map(_change_en, changes)) for changes in explanation.alternatives]
        return f"; the smallest change that puts it right: {', or '.join(sets)}"
    return f"; likely {SLIP_NAMES[explanation][1]}" if explanation else ""


def _change_zh(change: Change, form: Form) -> str:
    label = f"“{place(change.key, form)}”"
    slip = f"（{SLIP_NAMES[change.slip][0]}）" if change.slip else ""
    return f"{label}由 {number(change.printed)} 改为 {number(change.value)}{slip}"


def _change_en(change: Change) -> str:
    slip = f" ({SLIP_NAMES[change.slip][1]})" if change.slip else ""
    return f"{change.key} {number(change.value)} instead of {number(change.printed)}{slip}"
