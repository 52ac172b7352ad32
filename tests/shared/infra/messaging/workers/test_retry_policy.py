from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.infra.messaging.workers.retry_policy import (
    EXTERNAL_RETRIES,
    MAX_ERROR_LENGTH,
    TRANSACTIONAL_RETRIES,
    error_text,
)
from shared.kernel.deliveries import Attempt, DeadLettered, Retry
from shared.kernel.events import ReceivedEvent

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def attempt(number: int, age: timedelta = timedelta(0), last_error: str | None = None) -> Attempt:
    delivered = ReceivedEvent(
        id=uuid4(),
        type="t",
        schema_version=1,
        aggregate_type="a",
        aggregate_id="1",
        sequence=1,
        occurred_at=NOW,
        correlation_id="r",
        actor="user:1",
        data={},
        consumer="c",
    )
    return Attempt(delivered, number=number, created_at=NOW - age, last_error=last_error)


@pytest.mark.parametrize(("number", "seconds"), [(1, 1), (2, 2), (5, 16), (12, 2048), (13, 3600), (99, 3600)])
def test_delays_double_up_to_an_hour_with_jitter(number: int, seconds: int) -> None:
    failed = [EXTERNAL_RETRIES.on_failure(attempt(number), NOW, ValueError()) for _ in range(50)]
    pauses = {(retry.due_at - NOW).total_seconds() for retry in failed if isinstance(retry, Retry)}
    assert all(0.8 * seconds <= pause <= 1.2 * seconds for pause in pauses)
    assert len(pauses) > 40


def test_a_transactional_delivery_fails_finally_after_twelve_attempts() -> None:
    assert isinstance(TRANSACTIONAL_RETRIES.on_failure(attempt(11, timedelta(days=9)), NOW, ValueError()), Retry)
    assert isinstance(TRANSACTIONAL_RETRIES.on_failure(attempt(12), NOW, ValueError()), DeadLettered)


def test_an_external_delivery_is_retried_for_a_day() -> None:
    assert isinstance(EXTERNAL_RETRIES.on_failure(attempt(30, timedelta(hours=23)), NOW, ValueError()), Retry)
    assert isinstance(EXTERNAL_RETRIES.on_failure(attempt(2, timedelta(hours=24)), NOW, ValueError()), DeadLettered)


def test_unfinished_attempts_count() -> None:
    assert TRANSACTIONAL_RETRIES.exhausted(attempt(12), NOW) is None
    dead = TRANSACTIONAL_RETRIES.exhausted(attempt(13), NOW)
    assert dead is not None
    assert "ended" in dead.error
    assert EXTERNAL_RETRIES.exhausted(attempt(101), NOW) is not None


def test_a_delivery_pending_for_a_day_is_attempted_once() -> None:
    assert EXTERNAL_RETRIES.exhausted(attempt(1, timedelta(days=3)), NOW) is None
    dead = EXTERNAL_RETRIES.exhausted(attempt(2, timedelta(days=3), "OSError: away"), NOW)
    assert dead is not None
    assert dead.error == "OSError: away"


def test_an_error_is_its_class_and_the_first_line() -> None:
    assert error_text(ValueError("no good\nDETAIL: Key (email)=(a@b)")) == "ValueError: no good"
    assert error_text(TimeoutError()) == "TimeoutError: "
    assert len(error_text(ValueError("x" * 9999))) == MAX_ERROR_LENGTH
    assert "\0" not in error_text(ValueError("a\0b"))
