"""The last announced availability of a SKU, and the rules for announcing a change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

StockState = Literal["ok", "low", "out"]
Announcement = Literal["low", "out", "back", "availability"]


@dataclass(frozen=True, slots=True)
class AnnouncedAvailability:
    """`sequence` counts the SKU's stock events. `due`: a change was deferred and is still to be announced."""

    sku: str
    sequence: int = 0
    state: StockState = "out"
    announced: int = 0
    announced_at: datetime | None = None
    due: bool = False

    def announce(
        self, available: int, threshold: int, now: datetime, pause: timedelta
    ) -> tuple["AnnouncedAvailability", Sequence[Announcement]]:
        """The state after an observation of `available` units, and the announcements to publish.

        A change of the bare number is announced at most once per `pause`; a deferred one sets `due`.
        """
        state: StockState = "out" if available <= 0 else "low" if available <= threshold else "ok"
        announcements: list[Announcement] = []
        if state == "out" and self.state != "out":
            announcements.append("out")
        if state != "out" and self.state == "out":
            announcements.append("back")
        if state == "low" and self.state != "low":
            announcements.append("low")
        changed = available != self.announced
        early = self.announced_at is not None and now - self.announced_at < pause
        if changed and not early:
            announcements.append("availability")
        is_announced = "availability" in announcements
        return (
            replace(
                self,
                sequence=self.sequence + len(announcements),
                state=state,
                announced=available if is_announced else self.announced,
                announced_at=now if is_announced else self.announced_at,
                due=changed and early,
            ),
            announcements,
        )
