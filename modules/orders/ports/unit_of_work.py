"""One transaction as orders see it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from modules.orders.ports.coupons import Coupons
from modules.orders.ports.fulfillment.returns import Returns
from modules.orders.ports.fulfillment.shipments import Shipments
from modules.orders.ports.orders.order_repository import Orders
from modules.orders.ports.payments.provider_events import Reports
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import IdempotencyKey, Reply, StoredResponse
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class UnitOfWork(Protocol):
    """Rolled back unless committed."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def orders(self) -> Orders: ...

    @property
    def coupons(self) -> Coupons: ...

    @property
    def reports(self) -> Reports: ...

    @property
    def shipments(self) -> Shipments: ...

    @property
    def returns(self) -> Returns: ...

    async def standings(self, claims: Sequence[IdempotencyKey | None]) -> Sequence[StoredResponse | DomainError | None]:
        """Claim many keys at once; for each its stored answer, why it cannot be had, or None: go on."""
        ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Make it all true, the reply to the outcome with it."""
        ...


Begin = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
Join = Callable[[Transaction], UnitOfWork]
