"""The gauges of inventory."""

from collections.abc import Sequence

from modules.inventory.ports.reservation_queries import ReservationQueries
from shared.kernel.module import Gauge


def gauges(queries: ReservationQueries) -> Sequence[Gauge]:
    return [
        Gauge(
            "stock_reservations",
            help="Reservations held, with a pending payment, or waiting for stock.",
            read=queries.count_reservations,
            label="state",
        ),
        Gauge(
            "stock_reserved_units",
            help="Units held, with a pending payment, or waiting for stock.",
            read=queries.count_units,
            label="state",
        ),
    ]
