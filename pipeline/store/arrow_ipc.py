"""The rows of one file as bytes, for the way from one process to another."""

from __future__ import annotations

import pyarrow as pa

from gouji.pipeline.store.rows import Tables
from gouji.pipeline.store.schemas import SCHEMAS


def tables_to_bytes(tables: Tables) -> bytes:
    """One Arrow stream after another, in the order of the schemas."""
    sink = pa.BufferOutputStream()
    for name, schema in SCHEMAS.items():
        with pa.ipc.new_stream(sink, schema) as stream:
            stream.write_table(tables[name])
    whole: bytes = sink.getvalue().to_pybytes()
    return whole


def bytes_to_tables(data: bytes) -> Tables:
    """What `tables_to_bytes` was given."""
    source = pa.BufferReader(data)
    return {name: pa.ipc.open_stream(source).read_all() for name in SCHEMAS}
