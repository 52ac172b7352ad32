"""Test pictures, valid and invalid."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def png_of(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of arbitrary chunks with valid checksums."""
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def head(width: int, height: int) -> tuple[bytes, bytes]:
    """Eight bits of grey a pixel."""
    return b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)


def bomb(width: int, height: int) -> bytes:
    """A decompression bomb: a PNG of zeros that expands a thousandfold; built row by row."""
    packer = zlib.compressobj(9)
    row = bytes(width + 1)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png_of(head(width, height), (b"IDAT", data), (b"IEND", b""))


def encoded(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def halves(width: int = 64, height: int = 32) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def sound(width: int = 64, height: int = 32, kind: str = "PNG") -> bytes:
    return encoded(halves(width, height), kind)


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image
