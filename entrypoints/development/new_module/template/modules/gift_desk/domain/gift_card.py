"""A gift card: its rules, and the events that it records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from modules.gift_desk.domain.errors import gift_card_archived
from modules.gift_desk.public import GiftCardArchived, GiftCardCreated
from shared.kernel.errors import FieldError, Invalid, VersionMismatch
from shared.kernel.events import Event, EventMetadata, OutgoingEvent

MAX_NAME_LENGTH = 100


class Status(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class GiftCardState:
    """What is stored and shown of a gift card.

    `created_by` is the user who created it; None once that user is erased, or if a client without a user created it.
    `version` counts the changes, `event_count` numbers the events.
    """

    id: int
    name: str
    status: Status
    created_by: int | None
    version: int
    event_count: int
    created_at: datetime
    updated_at: datetime


class GiftCard:
    """Changes only by its methods: `state` is read-only, and each change replaces it by a new one."""

    def __init__(self, state: GiftCardState, events: Sequence[OutgoingEvent] = ()) -> None:
        self._state = state
        self._events = list(events)

    @classmethod
    def create(
        cls,
        gift_card_id: int,
        name: str,
        *,
        created_by: int | None,
        now: datetime,
        metadata: EventMetadata,
    ) -> "GiftCard":
        """A new, active gift card. Raises Invalid."""
        if not 1 <= len(name) <= MAX_NAME_LENGTH:
            message = f"A name has 1 to {MAX_NAME_LENGTH} characters."
            raise Invalid([FieldError("/name", "invalid_length", message)])
        state = GiftCardState(
            id=gift_card_id,
            name=name,
            status=Status.ACTIVE,
            created_by=created_by,
            version=1,
            event_count=1,
            created_at=now,
            updated_at=now,
        )
        return cls(
            state,
            [
                OutgoingEvent(
                    GiftCardCreated(gift_card_id), aggregate_id=str(gift_card_id), sequence=1, metadata=metadata
                )
            ],
        )

    @property
    def state(self) -> GiftCardState:
        return self._state

    def check_version(self, version: int | None) -> None:
        """Raise VersionMismatch unless the version is the current one; None skips the check."""
        if version is not None and version != self._state.version:
            raise VersionMismatch(self._state.version)

    def archive(self, now: datetime, metadata: EventMetadata) -> None:
        """Raises Conflict `gift_card_archived`."""
        if self._state.status is Status.ARCHIVED:
            raise gift_card_archived()
        self._state = replace(self._state, status=Status.ARCHIVED, version=self._state.version + 1, updated_at=now)
        self._record(GiftCardArchived(self._state.id), metadata)

    def take_events(self) -> Sequence[OutgoingEvent]:
        """The events that are not saved yet; each is returned once."""
        taken, self._events = self._events, []
        return taken

    def _record(self, event: Event, metadata: EventMetadata) -> None:
        number = self._state.event_count + 1
        self._state = replace(self._state, event_count=number)
        self._events.append(OutgoingEvent(event, aggregate_id=str(self._state.id), sequence=number, metadata=metadata))
