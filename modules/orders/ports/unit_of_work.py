"""One transaction as orders see it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from modules.orders.ports.coupons import CouponRepository
from modules.orders.ports.fulfillment.returns import ReturnRepository
from modules.orders.ports.fulfillment.shipments import ShipmentRepository
from modules.orders.ports.orders.order_repository import OrderRepository
from modules.orders.ports.payments.provider_events import ProviderEvents
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import IdempotencyKey, Reply, StoredResponse
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class UnitOfWork(Protocol):
    """Rolled back unless committed."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def orders(self) -> OrderRepository: ...

    @property
    def coupons(self) -> CouponRepository: ...

    @property
    def provider_events(self) -> ProviderEvents: ...

    @property
    def shipments(self) -> ShipmentRepository: ...

    @property
    def returns(self) -> ReturnRepository: ...

    async def key_states(
        self, claims: Sequence[IdempotencyKey | None]
    ) -> Sequence[StoredResponse | DomainError | None]:
        """Claim many keys at once; for each its stored answer, why it cannot be had, or None: go on."""
        ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Make it all true, the reply to the outcome with it."""
        ...


UnitOfWorkFactory = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
UnitOfWorkJoin = Callable[[Transaction], UnitOfWork]
