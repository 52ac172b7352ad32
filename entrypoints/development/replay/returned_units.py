"""Matches cancellations, which contain only customers and SKUs, to orders."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from entrypoints.development.replay.planning import Part
from entrypoints.development.shop_data.rows import GUEST, Cancellation

PACKING = timedelta(days=1)
"""Orders ship a day after they are placed; earlier cancellations cancel units, later ones return them."""


@dataclass(frozen=True, slots=True)
class ReturnedUnits:
    """Units by line id of an order, returned together as `ref`; `early`: cancelled before shipping."""

    ref: str
    units: Mapping[int, int]
    early: bool


@dataclass(frozen=True, slots=True)
class MatchedReturns:
    """`by_reference`: the returned units of each part, in list order; `unmatched`: cancellations without an order."""

    by_reference: Mapping[str, Sequence[ReturnedUnits]]
    matched: int
    unmatched: Sequence[Cancellation]


@dataclass(slots=True)
class _Line:
    part: Part
    line_id: int
    left: int


def match_returns(parts: Iterable[Part], cancellations: Iterable[Cancellation]) -> MatchedReturns:
    """Match each cancellation to the customer's latest earlier order that still has as many units of the SKU.

    `parts` must be in the order of placement. Guests cannot be identified, so their cancellations are unmatched.
    """
    bought: dict[tuple[str, str], dict[str, list[_Line]]] = defaultdict(dict)
    for part in parts:
        if part.customer_ref is None:
            continue
        for line_id, line in enumerate(part.lines, 1):
            lines = bought[part.order.customer_ref, line.sku].setdefault(part.order.order_ref, [])
            lines.append(_Line(part, line_id, line.quantity))
    found: dict[tuple[str, str, bool], Counter[int]] = {}
    unmatched: list[Cancellation] = []
    matched = 0
    for row in cancellations:
        lines = _latest(bought.get((row.customer_ref, row.sku), {}), row)
        if not lines:
            unmatched.append(row)
            continue
        matched += 1
        _take(lines, row, found)
    by_reference: dict[str, list[ReturnedUnits]] = defaultdict(list)
    for (reference, ref, early), units in found.items():
        by_reference[reference].append(ReturnedUnits(ref, units, early))
    return MatchedReturns(by_reference, matched, unmatched)


def _latest(orders: Mapping[str, list[_Line]], row: Cancellation) -> list[_Line]:
    if row.customer_ref == GUEST or row.quantity < 1:
        return []
    for lines in reversed(list(orders.values())):
        if lines[0].part.order.placed_at <= row.at and sum(line.left for line in lines) >= row.quantity:
            return lines
    return []


def _take(lines: Sequence[_Line], row: Cancellation, found: dict[tuple[str, str, bool], Counter[int]]) -> None:
    """Take the row's units from the lines, in line order."""
    wanted = row.quantity
    for line in lines:
        taken = min(wanted, line.left)
        if taken:
            early = _at(row.at) - _at(line.part.order.placed_at) < PACKING
            found.setdefault((line.part.reference, row.cancel_ref, early), Counter())[line.line_id] += taken
            line.left -= taken
            wanted -= taken


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
