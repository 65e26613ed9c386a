"""The tables of all forms as chains of printed rows, and the labels that they print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gouji.models.row_labels import NOISE
from gouji.pipeline.forms.form import ACROSS, Form, LayoutRow, TableForm
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numerals import spell_chinese_numeral

CharacterPairs = frozenset[tuple[str, str]]

# The share of the character pairs of a text that a label must have for the text to be that label.
_SHARED_PAIRS = 0.5
_BRACKETS = re.compile("[()（）]")
_NUMBER = re.compile(r"(?a:\d{1,3})")


@dataclass(frozen=True, slots=True)
class Chain:
    """One table of one form as a sequence of printed rows.

    `head` is the label class of its header. `labels` are the official labels of the rows. `heads`
    are the labels over the figures: the column heads, and the groups where groups are printed
    side by side in one row.
    """

    form: str
    table: str
    prints: tuple[LayoutRow, ...]
    head: str
    labels: tuple[str, ...]
    heads: tuple[str, ...]

    def rows_left(self, row: int) -> int:
        """How many rows of the table come after this row; 0 before the first row."""
        if row < 0 or self.prints[row].key == ACROSS:
            return 0
        return len(self.prints) - 1 - row


def chains_of(forms: Mapping[str, Form]) -> tuple[Chain, ...]:
    """The tables of all forms, in the order that gives them their numbers in the decoder."""
    return tuple(_chain(forms, form, table) for form in forms.values() for table in form.tables)


def _chain(forms: Mapping[str, Form], form: Form, table: TableForm) -> Chain:
    prints = tuple(table.layout_rows())
    labels = tuple(form.rows[row.cells[0]].label if row.key != ACROSS else "" for row in prints)
    head = head_class(forms, form.form, table.table)
    across = next((row.cells for row in prints if row.key == ACROSS), ())
    groups = dict.fromkeys(form.rows[cell].label for cell in across)
    return Chain(form.form, table.table, prints, head, labels, (*_column_heads(table), *groups))


def print_class(row: LayoutRow) -> str:
    """The label class of a printed row; rows of one name but of another width differ in class."""
    return f"{row.table}/{row.key}/{len(row.cells)}"


def is_row_class(name: str) -> bool:
    """Whether a label class is that of a row of a table: no header, and not `NOISE`."""
    return name != NOISE and "/head/" not in name


def head_class(forms: Mapping[str, Form], form: str, table: str) -> str:
    """The label class of the header of a table; forms with the same column heads share it."""
    heads = _column_heads(forms[form].table(table))
    first = next(name for name, one in forms.items() if _column_heads(one.table(table)) == heads)
    return f"{table}/head/{first}"


def _column_heads(table: TableForm) -> list[str]:
    return [column.label for block in table.blocks for column in block.columns]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All labels that the forms print, each as the set of its pairs of adjacent characters."""

    labels: tuple[CharacterPairs, ...]
    characters: frozenset[str]

    @lru_cache(maxsize=8192)  # noqa: B019 - one vocabulary lives as long as the process
    def has(self, text: str) -> bool:
        """Whether a text may be a label or a piece of one, broken or retyped."""
        plain = _plain(text)
        pairs = frozenset(pairwise(plain))
        if not pairs:
            return squeeze(text) in self.characters
        return any(len(pairs & label) >= _SHARED_PAIRS * len(pairs) for label in self.labels)


def vocabulary_of(forms: Mapping[str, Form]) -> Vocabulary:
    """The labels of all tables of these forms."""
    labels = [squeeze(label) for label in dict.fromkeys(_labels(forms.values()))]
    pairs = tuple(frozenset(pairwise(_plain(label))) for label in labels)
    return Vocabulary(pairs, frozenset("".join(labels)))


def _plain(text: str) -> str:
    """A text without brackets, with Chinese numerals: 第20条第5项 is 第二十条第（五）项."""
    unbracketed = _BRACKETS.sub("", squeeze(text))
    return _NUMBER.sub(lambda found: spell_chinese_numeral(int(found[0])), unbracketed)


def _labels(forms: Iterable[Form]) -> Iterator[str]:
    for block in (block for form in forms for table in form.tables for block in table.blocks):
        yield from (block.group, block.corner)
        for row in block.rows:
            yield from (row.label, *row.under)
        for column in block.columns:
            yield from (column.label, *column.under)
