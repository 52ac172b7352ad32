"""Medians, spreads and percentiles."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, minimum and maximum of the rounds' figures."""

    median: float
    lowest: float
    highest: float
    rounds: int


def spread(figures: Sequence[float]) -> Spread | None:
    """None if no round has a figure."""
    if not figures:
        return None
    return Spread(statistics.median(figures), min(figures), max(figures), len(figures))


def percentile(sorted_figures: Sequence[float], percent: float) -> float:
    """The smallest figure that at least `percent` % of the figures do not exceed."""
    if not sorted_figures:
        raise ValueError("no figures")
    rank = -(-len(sorted_figures) * percent // 100)
    return sorted_figures[max(0, int(rank) - 1)]


def in_order(round_number: int, count: int) -> list[int]:
    """Order of a round's slices: alternating directions (A B B A), so that drift averages out."""
    forward = list(range(count))
    return forward if round_number % 2 == 0 else forward[::-1]
