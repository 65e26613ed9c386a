"""The protocol between our processes: frames of bytes, each after its length in eight bytes."""

from __future__ import annotations

import struct
from socket import socket

_SIZE = struct.Struct("!Q")
# The first frame of a message on the pages read so far. No frame of an answer is like it.
PROGRESS = b"pages"
# Bytes that a length takes.
SIZE_BYTES = _SIZE.size


def size_to_bytes(size: int) -> bytes:
    return _SIZE.pack(size)


def bytes_to_size(data: bytes) -> int:
    (size,) = _SIZE.unpack(data)
    return int(size)


def send(connection: socket, *frames: bytes) -> None:
    """Send whole frames. Raises OSError if the other side has ended or does not read in time."""
    for frame in frames:
        connection.sendall(size_to_bytes(len(frame)))
        connection.sendall(frame)


def receive(connection: socket) -> bytes:
    """The next frame. Raises EOFError if the other side has ended."""
    size = bytes_to_size(bytes(_receive_bytes(connection, SIZE_BYTES)))
    return bytes(_receive_bytes(connection, size))


def _receive_bytes(connection: socket, size: int) -> bytearray:
    frame = bytearray(size)
    rest = memoryview(frame)
    while rest:
        count = connection.recv_into(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return frame
