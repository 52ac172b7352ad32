"""The stock of one SKU at one location."""

from dataclasses import dataclass
from datetime import datetime

from modules.inventory.domain.errors import stock_limit_exceeded
from modules.inventory.domain.ledger import GENESIS_HASH, LedgerEntry, MovementContext, entry_hash
from shared.kernel.values.quantity import MAX_QUANTITY


class Oversold(Exception):
    """A change would leave fewer units than are reserved. Callers check this before."""


@dataclass(slots=True, kw_only=True)
class StockLevel:
    """`waiting` counts the SKU's backordered units; only the level of the default location uses it.

    `changed`: there is a change to save.
    """

    sku: str
    location_code: str
    on_hand: int = 0
    reserved: int = 0
    unavailable: int = 0
    waiting: int = 0
    ledger_seq: int = 0
    ledger_hash: bytes = GENESIS_HASH
    updated_at: datetime | None = None
    changed: bool = False

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved - self.unavailable

    def change_waiting(self, units: int) -> None:
        """Count so many more backordered units, or fewer."""
        self.waiting += units
        self.changed = True

    def mark_saved(self) -> None:
        self.changed = False

    def book(
        self,
        kind: str,
        context: MovementContext,
        *,
        on_hand: int = 0,
        reserved: int = 0,
        unavailable: int = 0,
        order_id: int | None = None,
    ) -> LedgerEntry:
        """Change the balances and create the ledger entry of the change.

        Raises Oversold, and Conflict `stock_limit_exceeded` for more units than a location can hold.
        """
        if on_hand > 0 and self.on_hand + on_hand > MAX_QUANTITY:
            raise stock_limit_exceeded(self.sku, self.location_code, max(0, MAX_QUANTITY - self.on_hand))
        self.on_hand += on_hand
        self.reserved += reserved
        self.unavailable += unavailable
        if self.reserved < 0 or self.unavailable < 0 or self.reserved + self.unavailable > self.on_hand:
            raise Oversold(f"{self.sku} at {self.location_code}")
        self.ledger_seq += 1
        # A transaction that began earlier may lock the row later. Times must not decrease within a chain.
        at = context.now if self.updated_at is None or context.now > self.updated_at else self.updated_at
        fields = (
            self.sku,
            self.location_code,
            self.ledger_seq,
            kind,
            on_hand,
            reserved,
            unavailable,
            self.on_hand,
            self.reserved,
            self.unavailable,
            context.reason,
            context.reference,
            order_id,
            context.actor,
            context.request_id,
            at,
            self.ledger_hash,
        )
        self.ledger_hash = entry_hash(*fields)
        self.changed = True
        self.updated_at = at
        return LedgerEntry(*fields, self.ledger_hash)
