"""A webhook endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

from modules.webhooks.domain.globs import matches
from modules.webhooks.public import EndpointDisabled
from shared.kernel.errors import VersionMismatch
from shared.kernel.events import EventMetadata, OutgoingEvent

Reason: TypeAlias = Literal["gone", "failing"]

FAILING_FOR = timedelta(days=5)
"""An endpoint is disabled after failing for this long."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`failing_since`: the first failure since the last success; None if the last delivery succeeded.

    `disabled_reason`: why the shop stopped sending. `event_count`: the number of events about
    this endpoint, `events` those that are not saved yet. `rotated_at`: when the previous secret was replaced.
    """

    id: int
    url: str
    event_types: tuple[str, ...]
    description: str | None
    active: bool
    disabled_reason: Reason | None
    secret_version: int
    rotated_at: datetime | None
    failing_since: datetime | None
    event_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    events: list[OutgoingEvent] = field(default_factory=list, compare=False)

    def wants(self, event_type: str) -> bool:
        return self.active and matches(self.event_types, event_type)

    def change(self, changes: Mapping[str, Any], now: datetime, version: int | None = None) -> "Endpoint":
        """Replace some fields. Returns self if nothing differs. Raises VersionMismatch.

        Activation resets the failure state.
        """
        if version is not None and version != self.version:
            raise VersionMismatch(self.version)
        changed = replace(self, **changes)
        if changed == self:
            return self
        if changed.active and not self.active:
            changed = replace(changed, disabled_reason=None, failing_since=None)
        return replace(changed, version=self.version + 1, updated_at=now)

    def rotate(self, now: datetime) -> "Endpoint":
        """Increment the secret version. The previous secret signs for a while longer."""
        return replace(
            self, secret_version=self.secret_version + 1, rotated_at=now, version=self.version + 1, updated_at=now
        )

    def record_success(self) -> "Endpoint":
        """Record a successful delivery."""
        return self if self.failing_since is None else replace(self, failing_since=None)

    def record_failure(self, now: datetime, metadata: EventMetadata, *, gone: bool) -> "Endpoint":
        """Record a failed delivery. `gone` disables at once, repeated failures after `FAILING_FOR`."""
        since = self.failing_since or now
        failing = self if since == self.failing_since else replace(self, failing_since=since)
        if gone:
            return failing.disable("gone", now, metadata)
        return failing.disable("failing", now, metadata) if now - since >= FAILING_FOR else failing

    def disable(self, reason: Reason, now: datetime, metadata: EventMetadata) -> "Endpoint":
        """Disable the endpoint on behalf of the shop, which counts as an event. Returns self if inactive."""
        if not self.active:
            return self
        number = self.event_count + 1
        event = OutgoingEvent(
            EndpointDisabled(self.id, reason), aggregate_id=str(self.id), sequence=number, metadata=metadata
        )
        return replace(
            self,
            active=False,
            disabled_reason=reason,
            event_count=number,
            events=[*self.events, event],
            version=self.version + 1,
            updated_at=now,
        )
