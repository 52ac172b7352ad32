"""Public interface of the reports module."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportPolicy:
    """`timezone` defines the shop's days, as a name of the time zone database; `currency` is the shop's currency."""

    currency: str
    timezone: str = "UTC"
