"""Which units of which order a buyer took back, out of a list that names only customers and SKUs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from entrypoints.development.replay.planning import Part
from entrypoints.development.shop_data.rows import GUEST, Cancellation

PACKING = timedelta(days=1)
"""Orders leave the house a day after they came: what is taken back sooner is cancelled, what later, returned."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Units by line id of one placed order, taken back together under `ref`; `early`: before they were shipped."""

    ref: str
    units: Mapping[int, int]
    early: bool


@dataclass(frozen=True, slots=True)
class Matched:
    """`by_reference`: what is taken back of each part, in the list's order; `unmatched`: of no order here."""

    by_reference: Mapping[str, Sequence[TakenBack]]
    matched: int
    unmatched: Sequence[Cancellation]


@dataclass(slots=True)
class _Line:
    part: Part
    line_id: int
    left: int


def match(parts: Iterable[Part], cancellations: Iterable[Cancellation]) -> Matched:
    """Each cancellation belongs to the customer's latest order before it that still has so many units of the SKU.

    `parts` in the order in which they were placed. Guests cannot be told from each other:
    what they took back is unmatched.
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
    by_reference: dict[str, list[TakenBack]] = defaultdict(list)
    for (reference, ref, early), units in found.items():
        by_reference[reference].append(TakenBack(ref, units, early))
    return Matched(by_reference, matched, unmatched)


def _latest(orders: Mapping[str, list[_Line]], row: Cancellation) -> list[_Line]:
    if row.customer_ref == GUEST or row.quantity < 1:
        return []
    for lines in reversed(list(orders.values())):
        if lines[0].part.order.placed_at <= row.at and sum(line.left for line in lines) >= row.quantity:
            return lines
    return []


def _take(lines: Sequence[_Line], row: Cancellation, found: dict[tuple[str, str, bool], Counter[int]]) -> None:
    """Take the row's units off the lines, first lines first."""
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
