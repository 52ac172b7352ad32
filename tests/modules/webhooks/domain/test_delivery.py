"""The retry schedule and the state of a delivery after an attempt."""

from datetime import UTC, datetime, timedelta

import pytest

from modules.webhooks.domain.delivery import DeliveryState, Outcome, next_state
from modules.webhooks.domain.retry_schedule import delay_after

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MIDDLE = 0.5
REFUSED = Outcome(500, "answered 500", 3)
HOURS = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]


def test_the_retry_schedule() -> None:
    delays = [delay_after(attempts, MIDDLE) for attempts in range(1, 11)]
    assert delays == [*(timedelta(hours=hours) for hours in HOURS), None]


@pytest.mark.parametrize("attempts", range(1, 10))
def test_delays_vary_by_a_tenth(attempts: int) -> None:
    middle = timedelta(hours=HOURS[attempts - 1])
    assert (delay_after(attempts, 0.0), delay_after(attempts, 1.0)) == (0.9 * middle, 1.1 * middle)


def test_failures_are_retried_until_the_schedule_ends() -> None:
    assert next_state(REFUSED, 1, NOW, MIDDLE) == DeliveryState("pending", NOW + timedelta(seconds=5))
    assert next_state(REFUSED, 9, NOW, MIDDLE) == DeliveryState("pending", NOW + timedelta(hours=24))
    assert next_state(REFUSED, 10, NOW, MIDDLE) == DeliveryState("failed")


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_a_success(status: int) -> None:
    assert next_state(Outcome(status, None, 1), 1, NOW, MIDDLE) == DeliveryState("succeeded")


@pytest.mark.parametrize("status", [199, 301, 302, 307, 400, 404, 500, None])
def test_any_other_status_is_a_failure(status: int | None) -> None:
    assert next_state(Outcome(status, None, 1), 1, NOW, MIDDLE).status == "pending"


def test_a_gone_endpoint_is_not_retried() -> None:
    assert next_state(Outcome(410, "answered 410", 1), 1, NOW, MIDDLE) == DeliveryState("failed")
