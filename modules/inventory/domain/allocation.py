"""Chooses the locations that serve an order: as few as possible, the preferred ones first."""

from collections.abc import Mapping, Sequence
from itertools import combinations

EXHAUSTIVE_SEARCH_LIMIT = 6
"""Up to this number of locations all combinations are tried; above it the search is greedy."""

AvailableUnits = Mapping[str, Mapping[str, int]]
"""Available units by SKU and location code."""


def choose_locations(wanted: Mapping[str, int], free: AvailableUnits, by_priority: Sequence[str]) -> Sequence[str]:
    """The codes of the fewest locations that can serve all wanted units; ties go to the preferred ones.

    The caller ensures that all locations together can serve them.
    """
    for code in by_priority:
        if all(free[sku].get(code, 0) >= units for sku, units in wanted.items()):
            return (code,)
    useful = [code for code in by_priority if any(free[sku].get(code, 0) > 0 for sku in wanted)]
    if len(useful) > EXHAUSTIVE_SEARCH_LIMIT:
        return _choose_greedily(wanted, free, useful)
    for size in range(2, len(useful)):
        for codes in combinations(useful, size):
            if all(sum(free[sku].get(code, 0) for code in codes) >= units for sku, units in wanted.items()):
                return codes
    return useful


def _choose_greedily(wanted: Mapping[str, int], free: AvailableUnits, useful: Sequence[str]) -> Sequence[str]:
    missing, chosen = dict(wanted), list[str]()
    while any(missing.values()):
        code = max(
            (code for code in useful if code not in chosen),
            key=lambda code: sum(min(units, free[sku].get(code, 0)) for sku, units in missing.items()),
        )
        chosen.append(code)
        missing = {sku: max(0, units - free[sku].get(code, 0)) for sku, units in missing.items()}
    return [code for code in useful if code in chosen]
