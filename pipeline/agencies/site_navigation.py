"""Lines of the page around a report: what comes next, where one is, who runs the site."""

from __future__ import annotations

import re

_LINE = re.compile(
    r"^\W*(?:[上下前后]一?[篇条页]|当前位置|您?(?:现在)?的?位置|首页|相关|延伸阅读|推荐阅读|热点|索引号|"
    r"发布机构|发文机关|信息来源|来源|主办|承办|协办|版权|网站标识|技术支持|责任编辑|备案|网站地图|联系我们)"
)
# The label of a link whose text stands in the next field.
_LABEL = re.compile(r"^\W*[上下前后]一?[篇条页](?:文章|新闻|信息)?\W*$")


def is_navigation(line: str) -> bool:
    """Whether a squeezed line is of the page around the report."""
    return bool(_LINE.search(line))


def drop_navigation(lines: list[str]) -> list[str]:
    """The lines, in order, that are of the report itself."""
    before = ["", *lines]
    return [
        line
        for last, line in zip(before, lines, strict=False)
        if not is_navigation(line) and not _LABEL.match(last)
    ]
