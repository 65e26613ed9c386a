"""Lines of the web page around a report: links to other pages, breadcrumbs, the site's imprint."""

from __future__ import annotations

import re

_NAVIGATION = re.compile(
    r"^\W*(?:[上下前后]一?[篇条页]|当前位置|您?(?:现在)?的?位置|首页|相关|延伸阅读|推荐阅读|热点|今天是|索引号|"
    r"发布机构|发文机关|信息来源|来源|主办|承办|协办|版权|网站标识|技术支持|责任编辑|备案|网站地图|联系我们)"
)
# The label of a link whose text is in the next field: 上一篇.
_LINK_LABEL = re.compile(r"^\W*[上下前后]一?[篇条页](?:文章|新闻|信息)?\W*$")
# Characters of the longest line of navigation. A longer one is a page that lost its line breaks.
_LONGEST_LINE = 300


def is_navigation(line: str) -> bool:
    """Whether a squeezed line belongs to the page around the report."""
    return len(line) <= _LONGEST_LINE and bool(_NAVIGATION.search(line))


def drop_navigation(lines: list[str]) -> list[str]:
    """Return the lines that belong to the report, in order."""
    previous_lines = ["", *lines]
    return [
        line
        for previous, line in zip(previous_lines, lines, strict=False)
        if not is_navigation(line) and not _LINK_LABEL.match(previous)
    ]
