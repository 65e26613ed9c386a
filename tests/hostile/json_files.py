"""JSON of converters that is truncated, deep, endless, or contradicts itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.hostile.hostile_file import MEGABYTE, HostileFile, hostile

_HEAD = '{"schema_name": "DoclingDocument", "version": "1.8.0", '
_CELL = '{{"start_row_offset_idx": {}, "end_row_offset_idx": {}, "start_col_offset_idx": {}, "end_col_offset_idx": {}, "text": "7"}}'
_TABLE = (
    '"body": {{"children": [{{"$ref": "#/tables/0"}}]}}, "tables": [{{"data": {{"num_rows": {0}, '
    '"num_cols": {0}, "table_cells": [{1}]}}}}]}}'
)


def broken_json() -> Iterator[HostileFile]:
    yield hostile("head.json", _HEAD, "damaged")
    yield hostile(
        "list_content_list.json", '[{"type": "text", "page_idx": 0, "text": "年', "damaged"
    )
    yield hostile("nothing_content_list.json", "[]", "empty")
    yield hostile("text_content_list.json", "政府信息公开年度报告", "damaged")
    yield hostile("other_content_list.json", '{"a": 1}', "unsupported")
    yield hostile("bytes_content_list.json", bytes(range(256)), "damaged", "encoding")
    yield hostile("nan.json", f'{_HEAD}"texts": NaN, "body": -Infinity}}', "empty")
    yield hostile("twice.json", f'{_HEAD}"texts": [], "texts": []}}', "damaged")


def deep_json() -> Iterator[HostileFile]:
    yield hostile("lists.json", f'{_HEAD}"body": {"[" * 90_000}{"]" * 90_000}}}', "damaged")
    groups = [{"children": [{"$ref": f"#/groups/{n + 1}"}]} for n in range(50_000)]
    chain = json.dumps(groups)
    body = '"body": {"children": [{"$ref": "#/groups/0"}]}'
    yield hostile("chain.json", f'{_HEAD}{body}, "groups": {chain}}}', "no_text_layer", "damaged")
    loop = json.dumps([{"children": [{"$ref": "#/groups/0"}]}])
    yield hostile("loop.json", f'{_HEAD}{body}, "groups": {loop}}}', "damaged")


def endless_json() -> Iterator[HostileFile]:
    kinds = ("not_a_report", "no_text_layer", "damaged")
    huge = _CELL.format(0, 10**9, 0, 10**9)
    yield hostile("span.json", _HEAD + _TABLE.format(10**9, huge), *kinds)
    wide = ",".join(_CELL.format(n, n + 50, 0, 60) for n in range(0, 5000, 10))
    yield hostile("overlaps.json", _HEAD + _TABLE.format(10**9, wide), *kinds)
    same = ",".join([_CELL.format(0, 1, 0, 1)] * 20_000)
    yield hostile("same.json", _HEAD + _TABLE.format(5, same), *kinds)
    yield hostile("number.json", f'{_HEAD}"texts": {"9" * 100_000}}}', "damaged")
    many = "[" + "{}," * (4 * MEGABYTE) + "{}]"
    yield hostile("many_content_list.json", many, "too_large", is_heavy=True)


FAMILIES = (broken_json, deep_json, endless_json)
