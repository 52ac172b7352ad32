"""Opening hours and order times: Sunday to Friday, busiest at noon."""

from datetime import UTC, datetime, timedelta
from random import Random

OPENED = datetime(2010, 12, 1, tzinfo=UTC)
ORDERS_A_DAY = 48
SATURDAY = 5
HOURS = range(7, 20)
HOURS_WEIGHTS = (1, 8, 30, 49, 50, 61, 53, 49, 49, 25, 13, 4, 2)


def order_times(random: Random, count: int) -> list[str]:
    """The times of `count` orders, ascending, RFC 3339 in UTC to the minute."""
    times: list[datetime] = []
    day = OPENED
    while len(times) < count:
        if day.weekday() != SATURDAY:
            today = min(count - len(times), max(1, int(random.gauss(ORDERS_A_DAY, ORDERS_A_DAY / 5))))
            hours = random.choices(HOURS, HOURS_WEIGHTS, k=today)
            times += sorted(day + timedelta(hours=hour, minutes=random.randrange(60)) for hour in hours)
        day += timedelta(days=1)
    return [format_time(time) for time in times]


def time_within_days(random: Random, moment: str, days: int) -> str:
    """A random minute within the given number of days after the time."""
    minutes = random.randrange(1, days * 24 * 60)
    return format_time(datetime.fromisoformat(moment.replace("Z", "+00:00")) + timedelta(minutes=minutes))


def format_time(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:00Z")
