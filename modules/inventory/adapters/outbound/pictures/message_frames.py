"""Length-prefixed frames between two processes. No pickle, because one of them has decoded untrusted files."""

import struct
from asyncio import StreamReader
from typing import BinaryIO

_LENGTH = struct.Struct(">I")


def encode_frame(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


def read_frame(pipe: BinaryIO) -> bytes | None:
    """The next frame; None at the end of the stream."""
    head = pipe.read(_LENGTH.size)
    return pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else None


async def receive_frame(pipe: StreamReader, most: int) -> bytes:
    """The next frame. Raises EOFError at the end of the stream, ValueError for more bytes than `most`."""
    (length,) = _LENGTH.unpack(await pipe.readexactly(_LENGTH.size))
    if length > most:
        raise ValueError("the frame is too large")
    return await pipe.readexactly(length)
