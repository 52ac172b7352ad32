"""Returns the memory of large blocks to the system."""

import ctypes

_MMAP_THRESHOLD = -3
"""`M_MMAP_THRESHOLD` of malloc.h."""

LARGE_BYTES = 2**20


def return_large_blocks() -> None:
    """Let the C library return blocks of a megabyte and more to the system when they are freed.

    glibc raises this threshold to the size of the largest block that was freed. Hashing a password takes 19 MB for
    some milliseconds: after the first one, the memory of all later ones would stay with the process. Other C libraries
    than glibc have no such setting.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, LARGE_BYTES)
