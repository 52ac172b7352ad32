"""Plans reservations for orders, in their order of arrival, and carries the plans out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from modules.inventory.domain.allocation import choose_locations
from modules.inventory.domain.ledger import RESERVED, SHIPPED, LedgerEntry, MovementContext
from modules.inventory.domain.reservation import COMMITTED, CONSUMED, HELD, WAITING, Reservation
from modules.inventory.domain.stock import Stock

RequestedLine = tuple[int, str, int]
"""Line id, SKU, units."""
PlannedPart = tuple[int, str, str | None, int]
"""Line id, SKU, location code (None: backordered), units."""
PlannedShortage = tuple[str, int, int]
"""SKU, units wanted, units available."""


class ReservationPlanner:
    """Plans on its own copy of the available units, so that plans can be discarded and made again."""

    def __init__(self, stocks: Mapping[str, Stock], by_priority: Sequence[str]) -> None:
        self._stocks = stocks
        self._by_priority = by_priority
        self._free = {
            sku: {code: stock.levels[code].available for code in stock.fulfilling} for sku, stock in stocks.items()
        }
        self._waiting = {sku: stock.waiting for sku, stock in stocks.items()}

    def plan(
        self, lines: Sequence[RequestedLine], *, allow_backorder: bool
    ) -> tuple[Sequence[PlannedPart], None] | tuple[None, Sequence[PlannedShortage]]:
        """The parts that meet the lines, deducted from the available units; or all SKUs with a shortage."""
        wanted: dict[str, int] = {}
        for _, sku, units in lines:
            wanted[sku] = wanted.get(sku, 0) + units
        now, later, shortages = self._sorted_out(wanted, allow_backorder=allow_backorder)
        if shortages:
            return None, shortages
        taken = self._take(now)
        for sku, units in later.items():
            self._waiting[sku] += units
            taken[sku].append((None, units))
        return self._spread(lines, taken), None

    def _sorted_out(
        self, wanted: Mapping[str, int], *, allow_backorder: bool
    ) -> tuple[dict[str, int], dict[str, int], list[PlannedShortage]]:
        now: dict[str, int] = {}
        later: dict[str, int] = {}
        shortages: list[PlannedShortage] = []
        for sku, units in wanted.items():
            stock = self._stocks.get(sku)
            if stock is None:
                shortages.append((sku, units, 0))
                continue
            if not stock.tracked:
                continue
            free = sum(self._free[sku].values())
            missing = units - free
            if missing <= 0:
                now[sku] = units
            elif allow_backorder and self._may_wait(stock, missing):
                now[sku], later[sku] = free, missing
            else:
                shortages.append((sku, units, free))
        return now, later, shortages

    def _may_wait(self, stock: Stock, units: int) -> bool:
        limit = stock.backorder_limit
        return limit is None or self._waiting[stock.sku] + units <= limit

    def _take(self, wanted: Mapping[str, int]) -> dict[str, list[tuple[str | None, int]]]:
        codes = choose_locations(wanted, self._free, self._by_priority)
        taken: dict[str, list[tuple[str | None, int]]] = {}
        for sku, units in wanted.items():
            free, parts, left = self._free[sku], list[tuple[str | None, int]](), units
            for code in codes:
                here = min(left, free.get(code, 0))
                if here > 0:
                    free[code] -= here
                    left -= here
                    parts.append((code, here))
            taken[sku] = parts
        return taken

    def _spread(
        self, lines: Sequence[RequestedLine], taken: dict[str, list[tuple[str | None, int]]]
    ) -> Sequence[PlannedPart]:
        """Distribute the units of each SKU over its lines, in the order of the lines."""
        parts: list[PlannedPart] = []
        for line_id, sku, units in lines:
            sources, left = taken.get(sku), units
            while sources and left:
                code, here = sources[0]
                if here > left:
                    sources[0], here = (code, here - left), left
                else:
                    del sources[0]
                left -= here
                parts.append((line_id, sku, code, here))
        return parts


def create_reservations(
    order_id: int,
    parts: Sequence[PlannedPart],
    stocks: Mapping[str, Stock],
    *,
    context: MovementContext,
    expires_at: datetime | None,
    expiry_suspended: bool = False,
) -> tuple[list[Reservation], Iterable[LedgerEntry]]:
    """Carry out a plan. Returns the order's reservations, and one ledger entry for each SKU and location."""
    sums: dict[tuple[str, str], int] = {}
    reservations: list[Reservation] = []
    now = context.now
    committed_at, state = (now, COMMITTED) if expires_at is None else (None, HELD)
    for number, (line_id, sku, code, units) in enumerate(parts, 1):
        if code is None:
            stocks[sku].change_waiting(units)
        else:
            sums[sku, code] = sums.get((sku, code), 0) + units
        here = state if code is not None else WAITING
        reservations.append(
            Reservation(
                order_id=order_id,
                part=number,
                line_id=line_id,
                sku=sku,
                location_code=code,
                quantity=units,
                state=here,
                expires_at=expires_at,
                committed_at=committed_at,
                created_at=now,
                expiry_suspended=expiry_suspended,
            )
        )
    entries = [
        stocks[sku].levels[code].book(RESERVED, context, reserved=units, order_id=order_id)
        for (sku, code), units in sums.items()
    ]
    return reservations, entries


def consume_immediately(
    reservations: Iterable[Reservation],
    line_ids: Collection[int],
    stocks: Mapping[str, Stock],
    *,
    context: MovementContext,
) -> tuple[list[Reservation], list[LedgerEntry]]:
    """Consume the parts of these lines that `create_reservations` has just committed.

    Returns the consumed parts and their ledger entries. Their events get sequence 2, after the one of the commitment.
    """
    consumed = [part for part in reservations if part.state == COMMITTED and part.line_id in line_ids]
    entries: list[LedgerEntry] = []
    for part in consumed:
        part.close(part.quantity, CONSUMED)
        part.number(2)
        level = stocks[part.sku].levels[str(part.location_code)]
        units = part.quantity
        entries.append(level.book(SHIPPED, context, on_hand=-units, reserved=-units, order_id=part.order_id))
    return consumed, entries
