"""Counts of open reservations, for metrics."""

from collections.abc import Mapping
from typing import Protocol

from shared.kernel.transaction import Transaction


class ReservationQueries(Protocol):
    """Counts by state: `held` until paid, `payment_pending` while a payment is in progress, `waiting` for stock."""

    async def count_reservations(self, tx: Transaction) -> Mapping[str, float]: ...

    async def count_units(self, tx: Transaction) -> Mapping[str, float]: ...
