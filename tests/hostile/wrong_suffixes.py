"""Files whose suffix is not that of their content."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tests.hostile.hostile_file import TEXT, HostileFile, hostile
from tests.hostile.office_xml import paragraph, word
from tests.hostile.packages import with_parts, workbook

_LINE = "二、主动公开政府信息情况"


@cache
def _reports() -> dict[str, bytes]:
    """A report of a few lines in each medium."""
    rows = [("规章", 1, 0, 7), ("行政规范性文件", 2, 0, 31)]
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    table = "".join(f"<w:tr>{''.join(map(cell.format, row))}</w:tr>" for row in rows)
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    lines = [f"<row>{text.format(_LINE)}</row>"]
    lines += [f"<row>{''.join(map(text.format, row))}</row>" for row in rows]
    return {
        "docx": word(f"{paragraph(_LINE)}<w:tbl>{table}</w:tbl>"),
        "xlsx": workbook("".join(lines)),
        "txt": TEXT.encode(),
    }


def wrong_suffixes() -> Iterator[HostileFile]:
    """The bytes decide what a file is; the suffix decides only where the bytes do not tell."""
    for name, data in _reports().items():
        for suffix in ("docx", "xlsx", "pdf", "doc", "html", "txt", "DOCX"):
            # each file has different bytes, because equal files are read once
            unique = (
                with_parts(data, {"a.txt": suffix}) if name != "txt" else data + suffix.encode()
            )
            kinds = ("ok", "not_a_report") if (name, suffix) == ("txt", "html") else ("ok",)
            yield hostile(f"{name}-as.{suffix}", unique, *kinds)


FAMILIES = (wrong_suffixes,)
