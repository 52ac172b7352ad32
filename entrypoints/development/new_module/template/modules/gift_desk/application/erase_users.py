"""Erase deleted users from the gift cards that they created."""

from collections.abc import Sequence

from modules.gift_desk.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class EraseUsers:
    """Runs in the transaction of the event's delivery. A repeated delivery changes nothing."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(self, tx: Transaction, user_ids: Sequence[int]) -> None:
        await self._join(tx).gift_cards.erase_users(user_ids)
