"""What a report must contain, how often, and what its counts must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from gouji.pipeline.check.facts import Facts
from gouji.pipeline.check.wording import number, shorten
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import PageRule, SectionRule, TableRule, WholeRule
from gouji.pipeline.language.normalise import strip_numbering
from gouji.pipeline.records import Cell, Finding, Verdict

# The six parts of the official layout; the three tables bear the names of theirs.
_TITLES = {
    "overview": "总体情况",
    "proactive": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "remedies": "政府信息公开行政复议、行政诉讼情况",
    "problems": "存在的主要问题及改进情况",
    "other": "其他需要报告的事项",
}
_NAMED_ROWS = 3  # so many names of rows, a line each, are a table and no prose


def check_whole(rule: WholeRule, facts: Facts) -> Iterator[Finding]:
    """A finding for each table with a read cell; its cells are those that are no such count."""
    for table, form in facts.forms.items():
        read = [one for one in facts.cells if one.key.table == table and one.status == "read"]
        odd = [cell for cell in read if not _is_count(cell, form)]
        trusted = [cell for cell in odd if cell.confidence >= facts.trust]
        if read:
            verdict: Verdict = "broken" if trusted else "undecided" if odd else "holds"
            yield _whole_finding(rule, table, form, verdict, trusted or odd)


def check_missing_sections(rule: SectionRule, facts: Facts) -> Iterator[Finding]:
    """A finding for each required section: holds where it was found."""
    found = {section.section for section in facts.sections}
    for name in rule.sections:
        zh = f"“{_title(name)}”部分" + ("已找到。" if name in found else "没有找到。")
        en = (
            f"Section “{_title(name)}” ({name}) {'is there' if name in found else 'was not found'}."
        )
        yield _finding(rule, name, "holds" if name in found else "broken", zh, en)


def check_missing_tables(rule: TableRule, facts: Facts) -> Iterator[Finding]:
    """A finding for each required table: holds where a copy was found, undecided where its rows
    are named but no figure stands in them."""
    for name in rule.tables:
        verdict, zh, en = _find_table(name, facts)
        zh, en = f"“{_title(name)}”的表格{zh}。", f"Table “{_title(name)}” ({name}) {en}."
        yield _finding(rule, name, verdict, zh, en)


def _find_table(name: str, facts: Facts) -> tuple[Verdict, str, str]:
    if facts.tables.get(name, 0):
        return "holds", "已找到", "is there"
    form = facts.forms.get(name)
    rows = {row.label for key, row in form.rows.items() if key.table == name} if form else set()
    named = {strip_numbering(label) for label in rows} & {
        strip_numbering(line) for line in facts.text.splitlines()
    }
    if len(named) < _NAMED_ROWS:
        return "broken", "没有找到", "was not found"
    return "undecided", "只有行名，没有读到数字", "has its rows named, but no figure was read"


def check_repeated_sections(rule: SectionRule, facts: Facts) -> Iterator[Finding]:
    """A finding for each section found: holds where it stands once."""
    counts = Counter(section.section for section in facts.sections)
    for name in rule.sections:
        if times := counts[name]:
            zh = f"“{_title(name)}”部分出现 {times} 次。"
            en = f"Section “{_title(name)}” ({name}) appears {times}×."
            yield _finding(rule, name, "holds" if times == 1 else "broken", zh, en)


def check_unread_pages(rule: PageRule, facts: Facts) -> Iterator[Finding]:
    """One finding where all pages were read, else one for each that was not; none without pages."""
    if facts.pages and not facts.unread:
        zh, en = f"{facts.pages} 页都有可用的文字层。", f"All {facts.pages} pages have usable text."
        yield _finding(rule, "pages", "holds", zh, en)
    for page in facts.unread:
        zh = f"第 {page} 页没有可用的文字层，未读取；该页的数字不在结果中。"
        en = f"Page {page} has no usable text layer and was not read; its figures are not here."
        yield replace(_finding(rule, str(page), "undecided", zh, en), cause="reading")


def _title(name: str) -> str:
    return _TITLES.get(name, name)


def _is_count(cell: Cell, form: Form) -> bool:
    kind, value = form.columns[cell.key].kind, cell.value
    if value is None or kind in ("wan_yuan", "yuan"):
        return True
    return value % 1 == 0 and (value >= 0 or kind == "signed_count")


def _whole_finding(
    rule: WholeRule, table: str, form: Form, verdict: Verdict, odd: list[Cell]
) -> Finding:
    zh, en = "件数都是非负整数", "all counts are whole and not negative"
    if odd:
        zh = "、".join(f"“{_place(one, form)}”为 {_value(one)}" for one in odd) + "，不是非负整数"
        en = ", ".join(f"“{_place(one, form)}” ({one.key}) is {_value(one)}" for one in odd)
    if verdict == "undecided":
        zh, en = f"{zh}；读数把握不足，须先核对", f"{en}, but first check the reading"
    found = _finding(rule, table, verdict, f"{_title(table)}：{zh}。", f"“{_title(table)}”: {en}.")
    cells = tuple(one.key for one in odd)
    return replace(found, cells=cells, cause="source" if verdict == "broken" else None)


def _place(cell: Cell, form: Form) -> str:
    return f"{shorten(form.rows[cell.key].label)}·{shorten(form.columns[cell.key].label)}"


def _value(cell: Cell) -> str:
    return number(cell.value) if cell.value is not None else ""


def _finding(
    rule: WholeRule | SectionRule | TableRule | PageRule,
    scope: str,
    verdict: Verdict,
    zh: str,
    en: str,
) -> Finding:
    # What is not found may be missing from the report or lost in reading: no cause is given.
    return Finding(rule.rule, scope, verdict, rule.severity, message_zh=zh, message_en=en)
