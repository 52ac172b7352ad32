"""Bounds of quantities, shared by all inputs."""

MAX_QUANTITY = 10**9
"""Units of one item that are moved or stored, and in a limit or threshold.

A million stores full of it still sum to less than 2^53, which every JSON reader keeps exact.
"""

MAX_LINE_QUANTITY = 100_000
"""Units of one item in one line."""

MAX_SAFE_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exact."""


def clamp_to_exact(total: int) -> int:
    """Clamp the total to the integers that JSON readers keep exact."""
    return max(-MAX_SAFE_INTEGER, min(total, MAX_SAFE_INTEGER))
