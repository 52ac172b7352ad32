"""Ports of the messaging infrastructure."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from shared.kernel.deliveries import Claimed, Finished, Lease, Started
from shared.kernel.transaction import Transaction


class Claims(Protocol):
    """Leases on due deliveries."""

    async def claim(self, at_most: Mapping[str, int], lease: timedelta) -> Lease:
        """Lease up to so many due deliveries of each consumer; committed when this returns."""
        ...

    async def release(self, lease: Lease, claimed: Sequence[Claimed]) -> None:
        """End the lease on deliveries that could not be sent."""
        ...

    async def release_orphans(self) -> int:
        """End the leases of workers that are gone, so that their deliveries are due at once; how many."""
        ...


class Batch(Protocol):
    """An open transaction that holds the locks of the deliveries in `owned_ids`."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def owned_ids(self) -> frozenset[UUID]: ...

    async def flush(self) -> None:
        """Write what the effects so far have noted, so that the next one sees it."""
        ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A savepoint: a failure inside rolls back only this block."""
        ...

    async def commit(self, finished: Sequence[Finished]) -> None:
        """Mark what became of the deliveries, in one commit with the effects."""
        ...


class Inbox(Protocol):
    """Attempts at deliveries."""

    async def begin(
        self, consumer: str, event_ids: Sequence[UUID], leased_until: datetime, lease: timedelta
    ) -> Started:
        """Count an attempt at each delivery that is still under the lease, and renew the lease."""
        ...

    def open(self, consumer: str, started: Started) -> AbstractAsyncContextManager[Batch]:
        """Lock what is still ours of the begun deliveries."""
        ...


class Queue(Protocol):
    """Wake-ups on their way to workers; any of them may be lost or doubled."""

    async def capacity(self, external: bool) -> int:  # noqa: FBT001 there are but two queues
        """How many more messages may wait there; raises when the broker cannot be reached."""
        ...

    async def send(self, messages: Sequence["Message"]) -> None:
        """Hand the messages over, in order; raises at the first that cannot be."""
        ...


class Message(Protocol):
    """Tells a consumer of deliveries claimed for it."""

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
