"""The time zone of the shop of reports, and the time there."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = "America/New_York"


def now() -> datetime:
    return datetime.now(UTC)


def until_noon() -> timedelta:
    """The time to the shop's next noon, so that no day ends during a test."""
    here = datetime.now(ZoneInfo(ZONE))
    return here.replace(hour=12, minute=0, second=0) + timedelta(days=1) - here
