"""The kernel's view of a database transaction."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import Protocol

from shared.kernel.events import EventMetadata, OutgoingEvent
from shared.kernel.idempotency import IdempotencyKey, StoredResponse


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An entry of the audit log: `action` is `<resource>.<verb>`, `changes` old and new.

    Changes hold no secrets and no personal data.
    """

    action: str
    _: KW_ONLY
    resource: str
    metadata: EventMetadata
    changes: Mapping[str, object] = field(default_factory=dict)


class Transaction(Protocol):
    """An open transaction, opaque to all but outbound adapters. Only the code that opened it commits."""

    @property
    def now(self) -> datetime:
        """The database's time in UTC, read once per transaction, so that all its changes have the same time."""
        ...

    def record(self, recorded: OutgoingEvent) -> None:
        """Write the event, and a delivery for each of its consumers, when this commits."""
        ...

    def store_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        """Store the response under the idempotency key when this commits."""
        ...

    def complete_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        """Replace the stored pending response when this commits."""
        ...

    def audit(self, line: AuditEntry) -> None:
        """Append the line to the audit log when this commits."""
        ...

    def after_commit(self, do: Callable[[], None]) -> None:
        """Call `do` once the commit has returned; never when it fails."""
        ...
