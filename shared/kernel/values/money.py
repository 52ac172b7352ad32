"""Integer arithmetic on minor units (cents). No floats anywhere."""

from collections.abc import Sequence

BPS = 10_000
"""Basis points in one whole: 2000 bps are 20 %."""


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of non-negative integers rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def percentage(cents: int, bps: int) -> int:
    """`bps` of an amount, half up."""
    return half_up(cents * bps, BPS)


def tax_within(gross_cents: int, rate_bps: int) -> int:
    """The tax contained in a price that includes it, half up."""
    return half_up(gross_cents * rate_bps, BPS + rate_bps)


def tax_on(net_cents: int, rate_bps: int) -> int:
    """The tax that comes on top of a net price, half up."""
    return percentage(net_cents, rate_bps)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` in proportion to the weights by largest remainder, ties to the first.

    The parts sum to the total exactly. If all weights are zero, all parts are zero; callers pass such
    weights only with a total of zero.
    """
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to spread over")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def credit(total: int, *, quantity: int, already: int, units: int) -> int:
    """Return the amount of the next `units` of a line with `quantity` units, after `already` credited ones.

    Any sequence of credits over all units sums to the line's total exactly.
    """
    return total * (already + units) // quantity - total * already // quantity
