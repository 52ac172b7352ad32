"""The gauges of inventory."""

from collections.abc import Sequence

from modules.inventory.ports.reservation_queries import ReservationQueries
from shared.kernel.module import Gauge


def gauges(queries: ReservationQueries) -> Sequence[Gauge]:
    return [
        Gauge(
            "stock_reservations",
            "Reservations held, with a pending payment, or waiting for stock.",
            queries.count_reservations,
            "state",
        ),
        Gauge(
            "stock_reserved_units",
            "Units held, with a pending payment, or waiting for stock.",
            queries.count_units,
            "state",
        ),
    ]
