"""How many units there can be: one bound for every way in."""

MAX_QUANTITY = 10**9
"""Units of one product in one movement, at one location, and in a limit or threshold.

A million locations full of it still sum to less than 2^53, which every JSON reader keeps exact.
"""

MAX_LINE_QUANTITY = 100_000
"""Units of one product in one line of an order."""

MAX_SAFE_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exact."""


def clamp_to_exact(total: int) -> int:
    """The total as it can be told in JSON: one beyond what is kept exact is given as the largest that is."""
    return max(-MAX_SAFE_INTEGER, min(total, MAX_SAFE_INTEGER))
