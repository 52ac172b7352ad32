"""Segments of the write-ahead log (WAL): their names and their compressed form in the backup."""

import gzip
import re
from collections.abc import Iterable, Iterator

SEGMENT_BYTES = 16 * 1024 * 1024
PARTIAL = ".partial"
"""Suffix of the segment that is still being written."""

NAME = re.compile(r"[0-9A-F]{24}")
_SEGMENTS_PER_FILE_NUMBER = 0x1_0000_0000 // SEGMENT_BYTES


def segment_of(position: str, timeline: int) -> str:
    """The name of the segment that contains the WAL position (`0/2000028`)."""
    high, low = (int(part, 16) for part in position.split("/"))
    return f"{timeline:08X}{high:08X}{low // SEGMENT_BYTES:08X}"


def next_segment(name: str) -> str:
    high, low = int(name[8:16], 16), int(name[16:], 16) + 1
    if low == _SEGMENTS_PER_FILE_NUMBER:
        high, low = high + 1, 0
    return f"{name[:8]}{high:08X}{low:08X}"


def contiguous(first: str, present: Iterable[str]) -> Iterator[str]:
    """The segments from the first one on, up to the first that is missing."""
    names = frozenset(present)
    while first in names:
        yield first
        first = next_segment(first)


def compress(segment: bytes) -> bytes:
    """The same segment always gives the same bytes. A segment that is being written ends in zeros."""
    return gzip.compress(segment.rstrip(b"\0"), compresslevel=1, mtime=0)


def decompress(content: bytes) -> bytes:
    return gzip.decompress(content).ljust(SEGMENT_BYTES, b"\0")
