"""Days and ranges of days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.reports.domain.days import EARLIEST, LATEST, DateRange, Group, day_of, period_of
from shared.kernel.errors import Invalid

TODAY = date(2026, 11, 21)
LONDON = ZoneInfo("Europe/London")
DAYS = st.dates(EARLIEST, date(9998, 12, 31))


def refused(since: date | None, until: date | None) -> tuple[str, str]:
    with pytest.raises(Invalid) as caught:
        DateRange.resolve(since, until, TODAY)
    (error,) = caught.value.errors
    return error.pointer, error.code


def test_the_default_range_is_the_last_thirty_days() -> None:
    assert DateRange.resolve(None, None, TODAY) == DateRange(date(2026, 10, 23), date(2026, 11, 22))
    assert len(DateRange.resolve(None, None, TODAY).days) == 30


def test_a_missing_bound_follows_from_the_given_one() -> None:
    assert DateRange.resolve(date(2026, 11, 1), None, TODAY) == DateRange(date(2026, 11, 1), date(2026, 11, 22))
    assert DateRange.resolve(date(2027, 1, 1), None, TODAY) == DateRange(date(2027, 1, 1), date(2027, 1, 2))
    assert DateRange.resolve(None, date(2026, 3, 1), TODAY) == DateRange(date(2026, 1, 30), date(2026, 3, 1))
    assert DateRange.resolve(None, date(1970, 1, 2), TODAY).since == EARLIEST


def test_the_length_of_a_range_is_limited() -> None:
    assert refused(TODAY, TODAY) == ("/query/from", "empty_range")
    assert refused(TODAY, TODAY - timedelta(days=1)) == ("/query/from", "empty_range")
    assert refused(TODAY, TODAY + timedelta(days=367)) == ("/query/from", "range_too_long")
    assert refused(date(2024, 1, 1), None) == ("/query/from", "range_too_long")
    assert len(DateRange.resolve(TODAY, TODAY + timedelta(days=366), TODAY).days) == 366


@pytest.mark.parametrize("edge", [date.min, date(1969, 12, 31), LATEST, date.max])
def test_dates_at_the_ends_of_the_calendar_are_rejected(edge: date) -> None:
    assert refused(edge, None)[0] == "/query/from"
    if edge != LATEST:
        assert refused(None, edge)[0] == "/query/to"


def test_the_day_is_in_the_time_zone_of_the_shop() -> None:
    before, after = datetime(2026, 3, 29, 23, 30, tzinfo=UTC), datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert day_of(before, LONDON) == date(2026, 3, 30)
    assert day_of(after, LONDON) == date(2026, 3, 28)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)]
)
def test_days_with_clock_changes_have_23_or_25_hours(day: date, hours: int) -> None:
    instants = [datetime(day.year, day.month, 1, tzinfo=UTC) + timedelta(hours=number) for number in range(31 * 24)]
    assert sum(day_of(at, LONDON) == day for at in instants) == hours


def test_weeks_start_on_monday_and_can_be_cut_by_the_range() -> None:
    november = DateRange(date(2026, 11, 1), date(2026, 11, 10))
    assert november.periods(Group.WEEK) == [date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9)]
    assert november.periods(Group.MONTH) == [date(2026, 11, 1)]
    assert november.periods(Group.DAY) == november.days


@given(DAYS, st.sampled_from([Group.DAY, Group.WEEK, Group.MONTH]))
def test_every_day_is_in_one_period_that_begins_with_itself(day: date, group: Group) -> None:
    first = period_of(day, group)
    assert first <= day
    assert period_of(first, group) == first
    assert {Group.DAY: True, Group.WEEK: first.isoweekday() == 1, Group.MONTH: first.day == 1}[group]


@given(DAYS, st.integers(1, 366), st.sampled_from([Group.DAY, Group.WEEK, Group.MONTH]))
def test_the_periods_of_a_range_are_those_of_its_days(since: date, length: int, group: Group) -> None:
    days = DateRange(since, min(since + timedelta(days=length), LATEST))
    assert list(days.periods(group)) == sorted({period_of(day, group) for day in days.days})
