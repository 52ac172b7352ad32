"""What is promised and has not left yet."""

from collections.abc import Mapping
from typing import Protocol

from shared.kernel.transaction import Transaction


class ReservationQueries(Protocol):
    """Each answer is by state: `held` until it is paid, `pinned` while a payment is under way, `waiting` for stock."""

    async def count_reservations(self, tx: Transaction) -> Mapping[str, float]: ...

    async def count_units(self, tx: Transaction) -> Mapping[str, float]: ...
