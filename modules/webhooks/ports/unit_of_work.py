"""The unit of work over this module's tables."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias, TypeVar

from modules.webhooks.ports.deliveries import Deliveries
from modules.webhooks.ports.endpoints import Endpoints, EventSubscription
from modules.webhooks.ports.events import Events
from shared.kernel.idempotency import IdempotencyKey, Reply
from shared.kernel.transaction import Transaction

Outcome = TypeVar("Outcome")


class UnitOfWork(Protocol):
    """Lock order: endpoint, deliveries, subscription."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def endpoints(self) -> Endpoints: ...

    @property
    def deliveries(self) -> Deliveries: ...

    @property
    def events(self) -> Events: ...

    @property
    def subscription(self) -> EventSubscription: ...

    async def commit(self, reply: Reply[Outcome] | None = None, outcome: Outcome | None = None) -> None:
        """Commit all changes and store the reply to the outcome with them."""
        ...


Begin: TypeAlias = Callable[[IdempotencyKey | None], AbstractAsyncContextManager[UnitOfWork]]
"""Opens a unit of work that is rolled back unless committed.

Raises ReplayedResponse for a key that was already answered.
"""

Join: TypeAlias = Callable[[Transaction], UnitOfWork]
"""Creates a unit of work in an open transaction; the caller commits."""
