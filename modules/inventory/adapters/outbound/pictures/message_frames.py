"""How two processes hand each other bytes: the length first. Nothing is unpickled: one has read a stranger's file."""

import struct
from asyncio import StreamReader
from typing import BinaryIO

_LENGTH = struct.Struct(">I")


def encode_frame(content: bytes) -> bytes:
    return _LENGTH.pack(len(content)) + content


def read_frame(pipe: BinaryIO) -> bytes | None:
    """The next content; None when nobody is there any more to send one."""
    head = pipe.read(_LENGTH.size)
    return pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else None


async def receive_frame(pipe: StreamReader, most: int) -> bytes:
    """The next content. Raises EOFError when the sender is gone, ValueError for more bytes than `most`."""
    (length,) = _LENGTH.unpack(await pipe.readexactly(_LENGTH.size))
    if length > most:
        raise ValueError("the frame is too large")
    return await pipe.readexactly(length)
