"""The last announced availability of a SKU, and the rules for announcing a change."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from modules.inventory.public import AvailabilityChanged, AvailabilityEvent, StockBack, StockLow, StockOut
from shared.kernel.events import Event, EventMetadata, OutgoingEvent

StockState = Literal["ok", "low", "out"]


@dataclass(frozen=True, slots=True)
class AnnouncedAvailability:
    """`sequence` counts the SKU's stock events; `events` holds those that are not saved yet.

    `due`: a change was deferred and is still to be announced.
    """

    sku: str
    sequence: int = 0
    state: StockState = "out"
    announced: int = 0
    announced_at: datetime | None = None
    due: bool = False
    events: list[OutgoingEvent] = field(default_factory=list, compare=False)

    def record(self, event: Event, metadata: EventMetadata) -> "AnnouncedAvailability":
        """The state with one more event about the SKU's stock."""
        sequence = self.sequence + 1
        recorded = OutgoingEvent(event, aggregate_id=self.sku, sequence=sequence, metadata=metadata)
        return replace(self, sequence=sequence, events=[*self.events, recorded])

    def announce(
        self, available: int, threshold: int, now: datetime, pause: timedelta, metadata: EventMetadata
    ) -> "AnnouncedAvailability":
        """The state after an observation of `available` units, with the events that announce it.

        A change of the bare number is announced at most once per `pause`; a deferred one sets `due`.
        """
        state: StockState = "out" if available <= 0 else "low" if available <= threshold else "ok"
        announcements: list[type[AvailabilityEvent]] = []
        if state == "out" and self.state != "out":
            announcements.append(StockOut)
        if state != "out" and self.state == "out":
            announcements.append(StockBack)
        if state == "low" and self.state != "low":
            announcements.append(StockLow)
        changed = available != self.announced
        early = self.announced_at is not None and now - self.announced_at < pause
        if changed and not early:
            announcements.append(AvailabilityChanged)
        is_announced = AvailabilityChanged in announcements
        after = replace(
            self,
            state=state,
            announced=available if is_announced else self.announced,
            announced_at=now if is_announced else self.announced_at,
            due=changed and early,
        )
        for announcement in announcements:
            after = after.record(announcement(self.sku, available), metadata)
        return after
