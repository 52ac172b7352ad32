"""Ports of the messaging infrastructure."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from shared.kernel.deliveries import Claimed, Finished, Lease, Started
from shared.kernel.transaction import Transaction


class Claims(Protocol):
    """Leases on due deliveries."""

    async def claim(self, at_most: Mapping[str, int], lease: timedelta) -> Lease:
        """Lease up to the given number of due deliveries of each consumer; committed when this returns."""
        ...

    async def release(self, lease: Lease, claimed: Sequence[Claimed]) -> None:
        """End the lease on deliveries that could not be sent."""
        ...

    async def release_orphans(self) -> int:
        """End the leases of dead workers, so that their deliveries are due immediately; returns their number."""
        ...


class Batch(Protocol):
    """An open transaction that holds the locks of the deliveries in `owned_ids`."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def owned_ids(self) -> frozenset[UUID]: ...

    async def flush(self) -> None:
        """Write the pending effects, so that the next one sees them."""
        ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A savepoint: a failure inside rolls back only this block."""
        ...

    async def commit(self, finished: Sequence[Finished]) -> None:
        """Mark the outcomes of the deliveries, in one commit with the effects."""
        ...


class Inbox(Protocol):
    """Attempts at deliveries."""

    async def begin(
        self, consumer: str, event_ids: Sequence[UUID], leased_until: datetime, lease: timedelta
    ) -> Started:
        """Count an attempt at each delivery that is still under the lease, and renew the lease."""
        ...

    def open(self, consumer: str, started: Started) -> AbstractAsyncContextManager[Batch]:
        """Lock the begun deliveries that still belong to this attempt."""
        ...


class Queue(Protocol):
    """Wake-ups on their way to workers; any of them may be lost or duplicated."""

    async def capacity(self) -> "Capacity":
        """The number of further messages that may wait; raises if the broker cannot be reached."""
        ...

    async def send(self, messages: Sequence["Message"]) -> None:
        """Send the messages, in order; raises at the first that cannot be sent."""
        ...


class Capacity(NamedTuple):
    """The number of further messages for each kind of consumer."""

    transactional: int
    external: int


class Message(Protocol):
    """Wakes a consumer for the deliveries that were claimed for it."""

    @property
    def consumer(self) -> str: ...

    @property
    def event_ids(self) -> Sequence[UUID]: ...

    @property
    def leased_until(self) -> datetime: ...

    @property
    def sent_by(self) -> str:
        """The span of the sender; empty if tracing is disabled."""
        ...
