"""Stock transfers between locations, and their state machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from modules.inventory.public import (
    TransferCancelled,
    TransferClosed,
    TransferCreated,
    TransferEvent,
    TransferReceived,
    TransferShipped,
    TransferUnits,
)
from shared.kernel.errors import Conflict, FieldError, Invalid, VersionMismatch
from shared.kernel.events import EventMetadata, OutgoingEvent


class Status(StrEnum):
    DRAFT = "draft"
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Transition(StrEnum):
    SHIP = "ship"
    RECEIVE = "receive"
    COMPLETE = "complete"
    CLOSE = "close"
    CANCEL = "cancel"


TRANSITIONS: Mapping[Status, Mapping[Transition, Status]] = {
    Status.DRAFT: {
        Transition.SHIP: Status.IN_TRANSIT,
        Transition.CANCEL: Status.CANCELLED,
    },
    Status.IN_TRANSIT: {
        Transition.RECEIVE: Status.IN_TRANSIT,
        Transition.COMPLETE: Status.RECEIVED,
        Transition.CLOSE: Status.CLOSED,
    },
    Status.RECEIVED: {},
    Status.CLOSED: {},
    Status.CANCELLED: {},
}

REQUESTABLE_TRANSITIONS = frozenset(Transition) - {Transition.COMPLETE}
"""The transitions a caller can request. COMPLETE happens when the last unit is received."""


def next_status(status: Status, transition: Transition) -> Status:
    """The status after the transition. Raises Conflict `invalid_transition`."""
    if transition not in TRANSITIONS[status]:
        raise invalid_transition(status)
    return TRANSITIONS[status][transition]


def invalid_transition(status: Status, refused: Transition | None = None) -> Conflict:
    """The error; its `allowed` are the transitions that can be requested now."""
    allowed = sorted((TRANSITIONS[status].keys() & REQUESTABLE_TRANSITIONS) - {refused})
    return Conflict(
        "invalid_transition",
        "The transfer's status does not allow this.",
        **{"from": status.value, "allowed": allowed},
    )


class ReceivedLine(NamedTuple):
    """Arrived units of a SKU: `received` can be sold, `damaged` cannot. `pointer` locates it in the request."""

    sku: str
    received: int
    damaged: int
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine:
    """`quantity` is planned. Shipped units are received, damaged, lost, or still in transit."""

    sku: str
    quantity: int
    shipped: int = 0
    received: int = 0
    damaged: int = 0
    lost: int = 0

    @property
    def in_transit(self) -> int:
        return self.shipped - self.received - self.damaged - self.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Each SKU has one line. `note` is free text.

    `version` counts transitions and events from 1; `events` holds those that are not saved yet.
    """

    id: int
    status: Status
    source: str
    target: str
    lines: Sequence[TransferLine]
    note: str | None
    version: int
    actor: str
    created_at: datetime
    updated_at: datetime
    shipped_at: datetime | None = None
    events: list[OutgoingEvent] = field(default_factory=list, compare=False)

    def created(self, metadata: EventMetadata) -> "Transfer":
        """The new draft with the event about it."""
        return self.record(TransferCreated, [TransferUnits(line.sku, line.quantity) for line in self.lines], metadata)

    @property
    def reference(self) -> str:
        """The reference of its ledger entries."""
        return f"transfer:{self.id}"

    @property
    def in_transit(self) -> int:
        return sum(line.in_transit for line in self.lines)

    def check_version(self, version: int | None) -> None:
        """Raise VersionMismatch if the caller expected another version."""
        if version is not None and version != self.version:
            raise VersionMismatch(self.version)

    def ship(self, now: datetime, metadata: EventMetadata) -> "Transfer":
        lines = [replace(line, shipped=line.quantity) for line in self.lines]
        shipped = replace(self._advance(Transition.SHIP, lines, now), shipped_at=now)
        return shipped.record(TransferShipped, [TransferUnits(line.sku, line.shipped) for line in lines], metadata)

    def receive(self, received_lines: Sequence[ReceivedLine], now: datetime, metadata: EventMetadata) -> "Transfer":
        """Raises Invalid for SKUs that the transfer does not contain, Conflict `over_receipt {sku, max}`."""
        next_status(self.status, Transition.RECEIVE)
        self._check(received_lines)
        received = {each.sku: each for each in received_lines}
        lines = [_received(line, received[line.sku]) if line.sku in received else line for line in self.lines]
        last = not any(line.in_transit for line in lines)
        after = self._advance(Transition.COMPLETE if last else Transition.RECEIVE, lines, now)
        units = [TransferUnits(each.sku, each.received + each.damaged, each.damaged) for each in received_lines]
        return after.record(TransferReceived, units, metadata)

    def close(self, lost: int | None, now: datetime, metadata: EventMetadata) -> "Transfer":
        """Write off the units still in transit. Raises Invalid if `lost` is given and differs from their number."""
        next_status(self.status, Transition.CLOSE)
        if lost is not None and lost != self.in_transit:
            message = f"{self.in_transit} units are still in transit: send that number, or omit the field."
            raise Invalid([FieldError("/lost", "not_in_transit", message)])
        closed = self._advance(Transition.CLOSE, [replace(line, lost=line.in_transit) for line in self.lines], now)
        units = [TransferUnits(line.sku, line.lost) for line in closed.lines if line.lost]
        return closed.record(TransferClosed, units, metadata)

    def cancel(self, now: datetime, metadata: EventMetadata) -> "Transfer":
        units = [TransferUnits(line.sku, line.quantity) for line in self.lines]
        return self._advance(Transition.CANCEL, self.lines, now).record(TransferCancelled, units, metadata)

    def record(self, event: type[TransferEvent], units: Sequence[TransferUnits], metadata: EventMetadata) -> "Transfer":
        """The event's sequence is the transfer's version."""
        recorded = event(self.id, self.status.value, self.source, self.target, tuple(units), self.version)
        return replace(
            self,
            events=[
                *self.events,
                OutgoingEvent(recorded, aggregate_id=str(self.id), sequence=self.version, metadata=metadata),
            ],
        )

    def _advance(self, transition: Transition, lines: Sequence[TransferLine], now: datetime) -> "Transfer":
        status = next_status(self.status, transition)
        return replace(self, status=status, lines=tuple(lines), version=self.version + 1, updated_at=now)

    def _check(self, received_lines: Sequence[ReceivedLine]) -> None:
        held, seen = {line.sku for line in self.lines}, set[str]()
        errors: list[FieldError] = []
        for each in received_lines:
            if each.sku not in held:
                errors.append(
                    FieldError(f"{each.pointer}/sku", "not_in_transfer", "The transfer does not contain this SKU.")
                )
            if each.sku in seen:
                errors.append(FieldError(f"{each.pointer}/sku", "duplicate", "Each SKU may occur once in a receipt."))
            if not each.received and not each.damaged:
                errors.append(FieldError(each.pointer, "no_change", "The line receives nothing."))
            seen.add(each.sku)
        if errors:
            raise Invalid(errors)


def _received(line: TransferLine, received: ReceivedLine) -> TransferLine:
    if received.received + received.damaged > line.in_transit:
        raise Conflict(
            "over_receipt", "More units would be received than are in transit.", sku=line.sku, max=line.in_transit
        )
    return replace(line, received=line.received + received.received, damaged=line.damaged + received.damaged)
