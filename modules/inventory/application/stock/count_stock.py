"""Import a chunk of a stock count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from modules.inventory.application.stock.adjustments import Correction, StockChange, adjust
from modules.inventory.domain.errors import unknown_location, unknown_sku
from modules.inventory.domain.ledger import COUNTED, MovementContext
from modules.inventory.domain.level import StockLevel
from modules.inventory.domain.reservation_release import Stocks
from modules.inventory.ports.unit_of_work import Join
from shared.kernel.errors import FieldError
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCount:
    """The counted units of a level. `unavailable` None keeps the value; `expected_on_hand` None expects nothing."""

    number: int
    sku: str
    location_code: str
    on_hand: int
    unavailable: int | None = None
    expected_on_hand: int | None = None


class CountStock:
    """Runs in the caller's transaction, with a fixed number of statements.

    Each level is counted at most once. A count below the reserved units is rejected.
    """

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self, tx: Transaction, counts: Sequence[StockCount], reference: str, metadata: EventMetadata
    ) -> Sequence[tuple[int, FieldError]]:
        """Books the valid counts that differ and returns the errors of the others, by line number."""
        work = self._join(tx)
        known = await work.locations.lock_active({count.location_code for count in counts})
        await work.stock_levels.create_missing(
            (count.sku, count.location_code) for count in counts if count.location_code in known
        )
        stocks = (await work.stock_levels.lock({count.sku for count in counts})).stocks
        changes: list[StockChange] = []
        errors: list[tuple[int, FieldError]] = []
        for count in counts:
            change = _change(count, known, stocks)
            if isinstance(change, FieldError):
                errors.append((count.number, change))
            elif change.delta or change.unavailable_delta:
                changes.append(change)
        if changes:
            context = MovementContext(
                now=tx.now, actor=metadata.actor, request_id=metadata.request_id, reason="count", reference=reference
            )
            await adjust(
                work,
                stocks,
                changes,
                how=Correction(kind=COUNTED, on_shortfall="reject", context=context, metadata=metadata),
            )
        return errors


def _change(count: StockCount, locations: Collection[str], stocks: Stocks) -> StockChange | FieldError:
    if count.sku not in stocks:
        return unknown_sku("/sku")
    if count.location_code not in locations:
        return unknown_location("/location_code")
    level: StockLevel = stocks[count.sku].levels[count.location_code]
    unavailable = level.unavailable if count.unavailable is None else count.unavailable
    if count.expected_on_hand not in (None, level.on_hand):
        return FieldError(
            "/expected_on_hand", "quantity_changed", "The quantity on hand has changed since it was read."
        )
    if unavailable > count.on_hand:
        return FieldError("/unavailable", "out_of_range", "Unavailable units cannot exceed the units on hand.")
    if level.reserved + unavailable > count.on_hand:
        return FieldError("/on_hand", "stock_below_reserved", "More units than that are reserved for orders.")
    return StockChange(
        sku=level.sku,
        location_code=level.location_code,
        delta=count.on_hand - level.on_hand,
        unavailable_delta=unavailable - level.unavailable,
    )
