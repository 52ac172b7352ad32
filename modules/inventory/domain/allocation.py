"""Where an order's units come from: as few locations as possible, the preferred ones first."""

from collections.abc import Mapping, Sequence
from itertools import combinations

EXHAUSTIVE = 6
"""Up to so many locations all combinations are tried; beyond, the one that helps most is added next."""

Free = Mapping[str, Mapping[str, int]]
"""Units free by SKU and location code."""


def fewest(wanted: Mapping[str, int], free: Free, by_priority: Sequence[str]) -> Sequence[str]:
    """The codes of the fewest locations that can serve all wanted units, ties to the preferred.

    The caller makes sure that all locations together can.
    """
    for code in by_priority:
        if all(free[sku].get(code, 0) >= units for sku, units in wanted.items()):
            return (code,)
    useful = [code for code in by_priority if any(free[sku].get(code, 0) > 0 for sku in wanted)]
    if len(useful) > EXHAUSTIVE:
        return _greedy(wanted, free, useful)
    for size in range(2, len(useful)):
        for codes in combinations(useful, size):
            if all(sum(free[sku].get(code, 0) for code in codes) >= units for sku, units in wanted.items()):
                return codes
    return useful


def _greedy(wanted: Mapping[str, int], free: Free, useful: Sequence[str]) -> Sequence[str]:
    missing, chosen = dict(wanted), list[str]()
    while any(missing.values()):
        code = max(
            (code for code in useful if code not in chosen),
            key=lambda code: sum(min(units, free[sku].get(code, 0)) for sku, units in missing.items()),
        )
        chosen.append(code)
        missing = {sku: max(0, units - free[sku].get(code, 0)) for sku, units in missing.items()}
    return [code for code in useful if code in chosen]
