"""Days of the shop: which one an instant belongs to, and ranges of them."""

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
    """What the rows of a report on sales stand for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Half open: from the first day on, up to but not including `until`."""

    since: date
    until: date

    @classmethod
    def resolve(cls, since: date | None, until: date | None, today: date) -> "DateRange":
        """By default the thirty days that end with today, which is included.

        Raises Invalid: the range is empty, longer than 366 days, or not of this era.
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
            raise _wrong("from", "range_too_long", f"At most {MAX_DAYS} days can be asked for at once.")
        return cls(since, until)

    @property
    def days(self) -> Sequence[date]:
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days)]

    def periods(self, group: Group) -> Sequence[date]:
        """The first day of every day, week or month of which the range has a part."""
        return [first for first, _ in groupby(self.days, lambda day: period_of(day, group))]


def period_of(day: date, group: Group) -> date:
    """The first day of the week (a Monday, ISO 8601) or month that the day is in; else the day itself."""
    if group is Group.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if group is Group.MONTH else day


def day_of(at: datetime, zone: tzinfo) -> date:
    """The day on the zone's calendars and clocks."""
    return at.astimezone(zone).date()


def _wrong(name: str, code: str, message: str) -> Invalid:
    return Invalid([FieldError(f"/query/{name}", code, message)])
