"""Frames of bytes between our own processes: eight bytes of length, then the frame."""

from __future__ import annotations

import struct
from socket import socket

_SIZE = struct.Struct("!Q")
SIZE = _SIZE.size


def size_to_bytes(size: int) -> bytes:
    return _SIZE.pack(size)


def bytes_to_size(data: bytes) -> int:
    (size,) = _SIZE.unpack(data)
    return int(size)


def send(wire: socket, *frames: bytes) -> None:
    """Send whole frames. Raises OSError where the other side is gone or does not listen."""
    for frame in frames:
        wire.sendall(size_to_bytes(len(frame)))
        wire.sendall(frame)


def receive(wire: socket) -> bytes:
    """The next frame. Raises EOFError where the other side is gone."""
    length = bytes_to_size(bytes(_receive(wire, SIZE)))
    return bytes(_receive(wire, length))


def _receive(wire: socket, size: int) -> bytearray:
    frame = bytearray(size)
    rest = memoryview(frame)
    while rest:
        count = wire.recv_into(rest)
        if not count:
            raise EOFError
        rest = rest[count:]
    return frame
