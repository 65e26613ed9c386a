r"""Tables of LaTeX, as recognisers of formulas and tables write them: `\begin{tabular}{|c|c|}`.

`&` separates cells and `\\` ends a row. `\multicolumn` and `\multirow` give spans, and the cells
that a `\multirow` covers are written empty in the rows below (or above, if its number is negative).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from gouji.pipeline.ingest.text.nesting import find_outermost
from gouji.pipeline.records import Span

_ENVIRONMENT = r"(?:tabular[xy*]?|longtable|xltabular|tblr|array)"
_EDGE = re.compile(rf"\\(begin|end)\s*\{{{_ENVIRONMENT}\*?\}}")
_COMMENT_LINE = re.compile(r"^[ \t]*%.*$", re.M)
_CONDITIONAL = re.compile(r"\\(iffalse|fi)(?![a-zA-Z])")  # Text between them is a comment.
# An end of a line without cells: recognisers write 40% without a backslash.
_COMMENT_END = re.compile(r"(?<=[\s}\\])(?<!\\)%[^&\\\n]*$", re.M)
# Lines between rows, and what repeats heads on each page.
_RULE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|specialrule|endfirsthead|endhead|endfoot|endlastfoot"
    r"|(?:cline|cmidrule|cmidrule\([a-z]+\)|rowcolor|rule)\s*(?:\([^()]*\))?(?:\{[^{}]*\})+)"
)
_ROW_END = re.compile(r"\\tabularnewline(?![a-zA-Z])")
# What colours a cell, keeps room in it, or puts a note at its end.
_UNSEEN = re.compile(
    r"\\(?:(?:cell|row|column)color|v?phantom|hphantom|footnote(?:mark|text)?)\b"
    r"(?:\[[^\[\]]*\])?(?:\{[^{}]*\})?"
)
_SPAN = re.compile(r"\s*\\multi(?P<axis>column|row)\s*(?=[\[{])")
_OPTION = re.compile(r"\[-?[\d.]+ ?(?:pt|ex|em|mm|cm|bp|in)\]")
_STRUCK = re.compile(r"\\(?:sout|st|cancel|xcancel|bcancel)\s*\{([^{}]*)\}")
_MACRO = re.compile(
    r"\\(?:num|text(?:bf|it|rm|sf|tt|normal|sc|color\s*\{[^{}]*\})?|math(?:bf|rm|it|sf|normal)"
    r"|boldsymbol|bm|emph|underline|mbox|hbox|makecell|shortstack|thead|cell)\s*"
    r"(?:\[[^\[\]]*\])?\{([^{}]*)\}"
)
_SWITCH = re.compile(
    r"\\(?:centering|raggedright|raggedleft|bfseries|bf|rm|it|small|large|normalsize|footnotesize"
    r"|quad|qquad|noalign|strut|displaystyle)(?![a-zA-Z])"
)
_SPACE = re.compile(r"\\[,;:! ]|~|(?<!\d)\{\}|\{\}(?!\d)")
_ESCAPED = re.compile(r"\\([%&_#${}])")
_MOST_LAYERS = 8
_MOST_SPAN = 100
# The cells of the longest row in which cells over several rows are looked for.
_MOST_CELLS = 200
_LONGEST_COMMENT = 20_000  # Most characters of a conditional that is left out.
# The arguments of an environment: a width, a position, the columns.
_MOST_ARGUMENTS = 3


@dataclass(slots=True)
class _Cell:
    """A cell: its text, first column, and spans. `is_covered`: another one extends over it."""

    text: str
    column: int
    columns: int = 1
    rows: int = 1
    is_covered: bool = False

    @property
    def end(self) -> int:
        """The column after the cell."""
        return self.column + self.columns


def find_latex_tables(text: str) -> Iterator[tuple[Span, str]]:
    """The tables of a text in order: where each is, and its rows as an HTML table. A table within
    a table is text of its cell."""
    shown = _blank_conditionals(_COMMENT_LINE.sub(lambda line: " " * len(line[0]), text))
    for first, last in find_outermost(_EDGE.finditer(shown), lambda edge: edge[1] == "begin"):
        if last is not None:
            yield Span(first.start(), last.end()), _to_html(shown[first.end() : last.start()])


def _blank_conditionals(text: str) -> str:
    """The text with spaces in place of what `\\iffalse` and `\\fi` leave out."""
    pieces, end = list[str](), 0
    for first, last in find_outermost(_CONDITIONAL.finditer(text), lambda mark: mark[1] != "fi"):
        if last is not None and last.start() - first.end() <= _LONGEST_COMMENT:
            pieces += [text[end : first.start()], " " * (last.end() - first.start())]
            end = last.end()
    return "".join([*pieces, text[end:]])


def _to_html(source: str) -> str:
    """The HTML table of what is between the marks of an environment."""
    body = _skip_arguments(_COMMENT_END.sub("", source))
    body = _ROW_END.sub(r"\\\\", _RULE.sub(" ", body))
    rows = [_read_row(row) for row in _split(body, "\\\\")]
    rows = [row for row in rows if row != [_Cell("", 0)]]
    _extend(rows)
    return f"<table>{''.join(map(_write_row, rows))}</table>"


def _skip_arguments(body: str) -> str:
    """The body without the position, width and columns after the name of the environment."""
    place = arguments = 0
    while place < len(body) and body[place] in "[{ \t" and arguments < _MOST_ARGUMENTS:
        end = _find_close(body, place) if body[place] in "[{" else place
        if end is None:
            break
        arguments += end > place
        place = end + 1
    return body[place:]


def _find_close(text: str, start: int) -> int | None:
    """The place of the bracket that closes the one at `start`; None if it stays open."""
    depth = 0
    for place in range(start, len(text)):
        is_escaped = place > start and text[place - 1] == "\\"
        depth += 0 if is_escaped else (text[place] in "[{") - (text[place] in "]}")
        if depth == 0:
            return place
    return None


def _split(text: str, mark: str) -> Iterator[str]:
    """The parts of a text between marks outside braces."""
    depth = start = place = 0
    while place < len(text):
        if depth == 0 and text.startswith(mark, place):
            yield text[start:place]
            place = start = place + len(mark)
            continue
        if text[place] == "\\":
            place += 2
            continue
        depth += (text[place] == "{") - (text[place] == "}")
        place += 1
    yield text[start:]


def _read_row(source: str) -> list[_Cell]:
    cells: list[_Cell] = []
    column = 0
    option = _OPTION.match(source)  # the space above the row: \\[2pt]
    for part in _split(source[option.end() if option else 0 :], "&"):
        cells.append(_read_cell(part, column))
        column = cells[-1].end
    return cells


def _read_cell(source: str, column: int) -> _Cell:
    cell = _Cell(source, column)
    for _ in range(_MOST_LAYERS):
        span = _SPAN.match(cell.text)
        if span is None:
            break
        number, cell.text = _read_span(cell.text[span.end() :])
        if span["axis"] == "column":
            cell.columns = max(number, 1)
        else:
            cell.rows = number
    cell.text = _clean(cell.text)
    return cell


def _read_span(source: str) -> tuple[int, str]:
    """The number of a span and the text of its last argument."""
    arguments: list[str] = []
    place = 0
    while place < len(source) and source[place] in "[{ \t\n*=" and len(arguments) < 3:
        end = _find_close(source, place) if source[place] in "[{" else place
        if end is None:
            break
        if source[place] == "{":
            arguments.append(source[place + 1 : end])
        elif source[place] in "*=":  # a width without braces
            arguments.append(source[place])
        place = end + 1
    rest = source[place:]
    first = arguments[0].strip() if arguments else ""
    number = int(first) if re.fullmatch(r"-?\d{1,3}", first) else 1
    text = arguments[2] if len(arguments) == 3 else ""
    return max(-_MOST_SPAN, min(number, _MOST_SPAN)), f"{text} {rest}".strip()


def _clean(source: str) -> str:
    """The HTML of the text of a cell."""
    text = _UNSEEN.sub("", source).replace("{,}", ",").replace("\\\\", " ")
    text = escape(_SWITCH.sub(" ", text), quote=False)
    for _ in range(_MOST_LAYERS):
        inner = _MACRO.sub(r"\1", _STRUCK.sub(r"<s>\1</s>", text))
        if inner == text:
            break
        text = inner
    text = _SPACE.sub(" ", text)
    return _ESCAPED.sub(r"\1", text.replace("\\&amp;", "&amp;")).strip()


def _extend(rows: Sequence[Sequence[_Cell]]) -> None:
    """Extend the cells with a `\\multirow` over the empty cells below or above them."""
    for number, row in enumerate(rows):
        for cell in row if len(row) <= _MOST_CELLS else ():
            if abs(cell.rows) > 1 and not cell.is_covered:
                _cover(rows, number, cell)


def _cover(rows: Sequence[Sequence[_Cell]], number: int, cell: _Cell) -> None:
    first, last = sorted((number, number + cell.rows - (1 if cell.rows > 0 else -1)))
    cell.rows = 1
    block = rows[max(first, 0) : last + 1]
    by_row = [_find_covered(row, cell) for row in block]
    covered = [other for found in by_row for other in found]
    if not all(by_row) or any(other.text for other in covered if other is not cell):
        return
    for other in covered:
        other.is_covered = True
    top = covered[0]
    top.text, top.columns, top.rows, top.is_covered = cell.text, cell.columns, len(block), False


def _find_covered(row: Sequence[_Cell], cell: _Cell) -> list[_Cell]:
    """The cells of a row in the columns of `cell`; none where one extends beyond them."""
    end = cell.end
    found = [other for other in row if other.column < end and other.end > cell.column]
    is_within = all(cell.column <= other.column and other.end <= end for other in found)
    return found if is_within else []


def _write_row(row: Sequence[_Cell]) -> str:
    cells = (
        f'<td colspan="{cell.columns}" rowspan="{cell.rows}">{cell.text}</td>'
        for cell in row
        if not cell.is_covered
    )
    return f"<tr>{''.join(cells)}</tr>"
