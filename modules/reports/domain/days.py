"""Days in the shop's time zone, and ranges of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby

from shared.kernel.errors import FieldError, Invalid

MAX_DAYS = 366
DEFAULT_DAYS = 30
EARLIEST = date(1970, 1, 1)
LATEST = date(9999, 1, 1)


class Group(StrEnum):
    """The grouping of a report on sales."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class DateRange:
    """A half-open range: `since` is included, `until` is not."""

    since: date
    until: date

    @classmethod
    def resolve(cls, since: date | None, until: date | None, today: date) -> "DateRange":
        """Apply the defaults: the thirty days up to and including today.

        Raises Invalid if the range is empty, longer than 366 days or out of bounds.
        """
        if since is not None and not EARLIEST <= since < LATEST:
            raise _wrong("from", "out_of_range", f"A day from {EARLIEST} on and before {LATEST} is expected.")
        if until is not None and not EARLIEST < until <= LATEST:
            raise _wrong("to", "out_of_range", f"A day after {EARLIEST} and up to {LATEST} is expected.")
        if until is None:
            until = max(since or today, today) + timedelta(days=1)
        if since is None:
            since = max(EARLIEST, until - timedelta(days=DEFAULT_DAYS))
        if since >= until:
            raise _wrong("from", "empty_range", "The first day must be before `to`, which is not included.")
        if (until - since).days > MAX_DAYS:
            raise _wrong("from", "range_too_long", f"At most {MAX_DAYS} days can be requested at once.")
        return cls(since, until)

    @property
    def days(self) -> Sequence[date]:
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days)]

    def periods(self, group: Group) -> Sequence[date]:
        """Return the first day of each period that overlaps the range."""
        return [first for first, _ in groupby(self.days, lambda day: period_of(day, group))]


def period_of(day: date, group: Group) -> date:
    """Return the first day of the day's week (a Monday, ISO 8601) or month; otherwise the day itself."""
    if group is Group.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if group is Group.MONTH else day


def day_of(at: datetime, zone: tzinfo) -> date:
    """Return the local date in the time zone."""
    return at.astimezone(zone).date()


def _wrong(name: str, code: str, message: str) -> Invalid:
    return Invalid([FieldError(f"/query/{name}", code, message)])
