"""The unit of work of orders."""

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
        """Claim many idempotency keys at once. For each: its stored response, the error, or None to proceed."""
        ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Commit, storing the response for the outcome if `reply` is given."""
        ...


UnitOfWorkFactory = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
UnitOfWorkJoin = Callable[[Transaction], UnitOfWork]
