"""Figures of this module among the metrics."""

from collections.abc import Sequence

from modules.inventory.ports.reservation_queries import ReservationQueries
from shared.kernel.module import Gauge


def gauges(holdings: ReservationQueries) -> Sequence[Gauge]:
    return [
        Gauge("stock_reservations", "Reservations held, pinned or waiting.", holdings.reservations, "state"),
        Gauge("stock_reserved_units", "Units held, pinned or waited for.", holdings.units, "state"),
    ]
