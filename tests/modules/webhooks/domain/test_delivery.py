"""When a message is tried again, and what becomes of it."""

from datetime import UTC, datetime, timedelta

import pytest

from modules.webhooks.domain.delivery import Fate, Outcome, fate_after
from modules.webhooks.domain.retry_schedule import pause_after

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MIDDLE = 0.5
REFUSED = Outcome(500, "answered 500", 3)
HOURS = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]


def test_the_plan_of_tries() -> None:
    pauses = [pause_after(tries, MIDDLE) for tries in range(1, 11)]
    assert pauses == [*(timedelta(hours=hours) for hours in HOURS), None]


@pytest.mark.parametrize("tries", range(1, 10))
def test_pauses_are_spread_by_a_tenth(tries: int) -> None:
    middle = timedelta(hours=HOURS[tries - 1])
    assert (pause_after(tries, 0.0), pause_after(tries, 1.0)) == (0.9 * middle, 1.1 * middle)


def test_what_failed_is_tried_again_until_the_plan_is_over() -> None:
    assert fate_after(REFUSED, 1, NOW, MIDDLE) == Fate("pending", NOW + timedelta(seconds=5))
    assert fate_after(REFUSED, 9, NOW, MIDDLE) == Fate("pending", NOW + timedelta(hours=24))
    assert fate_after(REFUSED, 10, NOW, MIDDLE) == Fate("failed")


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_a_success(status: int) -> None:
    assert fate_after(Outcome(status, None, 1), 1, NOW, MIDDLE) == Fate("succeeded")


@pytest.mark.parametrize("status", [199, 301, 302, 307, 400, 404, 500, None])
def test_anything_else_is_none(status: int | None) -> None:
    assert fate_after(Outcome(status, None, 1), 1, NOW, MIDDLE).status == "pending"


def test_who_is_gone_is_not_tried_again() -> None:
    assert fate_after(Outcome(410, "answered 410", 1), 1, NOW, MIDDLE) == Fate("failed")
