"""Converts the rows of one file to bytes and back, for transport between processes."""

from __future__ import annotations

import pyarrow as pa

from gouji.pipeline.store.records_to_rows import Tables
from gouji.pipeline.store.schemas import SCHEMAS


def tables_to_bytes(tables: Tables) -> bytes:
    """One Arrow IPC stream for each dataset, in the order of `SCHEMAS`."""
    sink = pa.BufferOutputStream()
    for name, schema in SCHEMAS.items():
        with pa.ipc.new_stream(sink, schema) as stream:
            stream.write_table(tables[name])
    data: bytes = sink.getvalue().to_pybytes()
    return data


def bytes_to_tables(data: bytes) -> Tables:
    """The inverse of `tables_to_bytes`."""
    source = pa.BufferReader(data)
    return {name: pa.ipc.open_stream(source).read_all() for name in SCHEMAS}
