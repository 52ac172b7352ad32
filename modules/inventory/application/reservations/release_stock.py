"""An order no longer wants its units, or some of them."""

from collections.abc import Mapping

from modules.inventory.application import publish_events
from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.domain.ledger import MovementContext
from modules.inventory.domain.reservation_release import release
from modules.inventory.ports.unit_of_work import Join
from modules.inventory.public import ReservationReleased
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class ReleaseStock:
    """Units waited for go first; what has been given back before stays so."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self, tx: Transaction, order_id: int, cause: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        work = self._join(tx)
        skus = await work.bookings.skus_of(order_id)
        if not skus:
            return
        stocks = (await work.shelves.lock(skus)).stocks
        booking = await work.bookings.of_order(order_id)
        occasion = MovementContext(tx.now, cause.actor, cause.request_id)
        given, entries = release(booking, units, stocks, occasion)
        if not given:
            return
        publish_events.publish_reservation(tx, ReservationReleased, booking, given, cause)
        work.bookings.save([booking])
        fillings, filled, _ = await allocate_backorders(work, stocks, occasion, cause)
        work.bookings.save(filled)
        work.shelves.save(stocks.values(), [*entries, *fillings])
