"""Marks that Markdown, HTML and LaTeX put around a field: `**35**`, `$35$`, `<b>35</b>`, `[35](x)`.

Those of CriticMarkup are among them: `{--34--}{++35++}`, `{~~34~>35~~}`, `{==35==}{>>note<<}`.

They draw the field and are no part of what a person reads. Only marks around a whole field are
taken away, so that what is left is one piece of the text.
"""

from __future__ import annotations

import re

from gouji.pipeline.records import Fragment, Span

# Characters without which a field has no marks.
_MARKS = re.compile(r"[*_`$'\\<&~=+{\[]")
_TAG = "b|strong|i|em|u|ins|span|font|p|div|center|small|big|code|kbd|mark|a|label|nobr|tt|h[1-6]"
_MACRO = (
    "mathbf|mathrm|mathit|mathsf|mathnormal|boldsymbol|bm|text|textbf|textit|textrm|textsf|texttt"
    "|textnormal|underline|emph|operatorname|mbox|hbox|bf|rm|it|num"
    r"|(?:(?:sub){0,2}section|(?:sub)?paragraph|chapter|part|title|caption)\*?"
)
# Marks before and after a field, with the field between them.
_AROUND = [
    re.compile(pattern, re.S | re.I)
    for pattern in (
        r"(\*{1,3}|_{1,3}|`{1,3}|\${1,2}|'{2,5}|={1,2}|\+\+)\s*(?P<field>.*?)\s*\1",
        r"\\\(\s*(?P<field>.*?)\s*\\\)|\\\[\s*(?P<inner>.*?)\s*\\\]",
        rf"<({_TAG})\b[^<>]*>\s*(?P<field>.*?)\s*</\1\s*>",
        rf"\\(?:{_MACRO})\s*\{{\s*(?P<field>.*?)\s*\}}",
        r"\{(?P<mark>\+\+|==)\s*(?P<field>.*?)\s*(?P=mark)\}",
        r"\{~~(?:(?!~>).){0,200}~>\s*(?P<field>.*?)\s*~~\}",
        r"\{\s*(?:\\(?:bf|rm|it|bfseries)\b)?\s*(?P<field>.*?)\s*\}",
        r"(?<!!)\[(?P<field>[^\[\]]+)\](?:\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\})",
    )
]
# What is drawn as space, at an end of a field.
_ENTITY = r"&(?:nbsp|ensp|emsp|thinsp|\#160|\#xa0|\#8194|\#8195|\#12288|zwnj|zwsp);"
_SPACE = rf"(?:\s|{_ENTITY}|<(?:br|wbr)\s*/?>|\\[,;:! ]|\\quad\b)"
_LEADING = re.compile(rf"{_SPACE}+", re.I)
_TRAILING = re.compile(rf"{_SPACE}+\Z", re.I)
# Crossed-out text at an end of a field that has other text.
_STRUCK = (
    r"(?:~~(?:(?!~~|~>).){1,200}~~|\{--(?:(?!--\}).){1,200}--\}|\{>>(?:(?!<<\}).){0,200}<<\}"
    r"|<(?P<tag>del|s|strike)\b[^<>]*>.{0,500}?</(?P=tag)\s*>"
    r"|\\(?:sout|st|cancel|xcancel)\s*\{[^{}]*\})"
)
_STRUCK_FIRST = re.compile(rf"{_STRUCK}(?=.*\S)", re.S | re.I)
_STRUCK_LAST = re.compile(rf"(?<=\S)\s*{_STRUCK}\Z", re.S | re.I)
_MOST_LAYERS = 12
_EMPTY = re.compile(r"[*`$]{2,6}|\$\s+\$|`\s+`|<(\w+)[^<>]*>\s*</\1>", re.S)


def has_marks(text: str) -> bool:
    """Whether a text may have marks."""
    return bool(_MARKS.search(text))


def trim_marks(fragment: Fragment) -> Fragment:
    """The fragment without the marks around its text."""
    if not _MARKS.search(fragment.text) or not fragment.has_place:
        return fragment
    start, end = find_field(fragment.text)
    return fragment if end - start == len(fragment.text) else fragment.cut(start, end)


def find_field(text: str) -> Span:
    """What is between the marks of a text."""
    span = Span(0, len(text))
    for _ in range(_MOST_LAYERS):
        inner = _trim_once(text[slice(*span)])
        if inner == Span(0, span.end - span.start):
            break
        span = Span(span.start + inner.start, span.start + inner.end)
    return span


def _trim_once(text: str) -> Span:
    if _EMPTY.fullmatch(text):
        return Span(0, 0)
    for pattern in _AROUND:
        match = pattern.fullmatch(text)
        if match is not None:
            name = "field" if match["field"] is not None else "inner"
            if not _is_torn(text, match[name]):
                return Span(*match.span(name))
    start = end = None
    for pattern in (_LEADING, _STRUCK_FIRST):
        if match := pattern.match(text):
            start = match.end()
            break
    for pattern in (_TRAILING, _STRUCK_LAST):
        if match := pattern.search(text, start or 0):
            end = match.start()
            break
    return Span(start or 0, len(text) if end is None else end)


def _is_torn(text: str, field: str) -> bool:
    """Whether the marks at both ends belong to two fields: **35** and **6**."""
    mark = text[: len(text) - len(text.lstrip("*_`$=+"))]
    is_of_two = bool(mark) and (mark in field or not field.strip("*_`$=+ "))
    return is_of_two or not _is_balanced(field)


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0
