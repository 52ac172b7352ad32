"""What reports are told by the shop; no other module asks them anything."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportPolicy:
    """`timezone` is where the shop's days begin, a name of the time zone database; `currency` what it sells in."""

    currency: str
    timezone: str = "UTC"
