"""What was last said about a SKU's stock, and what is to be said now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

StockState = Literal["ok", "low", "out"]
Announcement = Literal["low", "out", "back", "availability"]


@dataclass(frozen=True, slots=True)
class AnnouncedAvailability:
    """`sequence` counts the SKU's stock events; `due` says that a change was kept back for a moment."""

    sku: str
    sequence: int = 0
    state: StockState = "out"
    announced: int = 0
    announced_at: datetime | None = None
    due: bool = False

    def announce(
        self, available: int, threshold: int, now: datetime, pause: timedelta
    ) -> tuple["AnnouncedAvailability", Sequence[Announcement]]:
        """The standing after that many units were seen, and what is worth saying about it.

        The bare number is told at most once a `pause`; what is kept back is `due`.
        """
        state: StockState = "out" if available <= 0 else "low" if available <= threshold else "ok"
        said: list[Announcement] = []
        if state == "out" and self.state != "out":
            said.append("out")
        if state != "out" and self.state == "out":
            said.append("back")
        if state == "low" and self.state != "low":
            said.append("low")
        changed = available != self.announced
        early = self.announced_at is not None and now - self.announced_at < pause
        if changed and not early:
            said.append("availability")
        told = "availability" in said
        return (
            replace(
                self,
                sequence=self.sequence + len(said),
                state=state,
                announced=available if told else self.announced,
                announced_at=now if told else self.announced_at,
                due=changed and early,
            ),
            said,
        )
