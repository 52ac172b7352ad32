from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.backoff import Backoff, jittered

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
delays = st.timedeltas(timedelta(milliseconds=1), timedelta(days=1))
fractions = st.floats(0, 1)
backoffs = st.builds(Backoff, initial=delays, maximum=delays, multiplier=st.floats(1, 10), jitter=fractions)
attempts = st.integers(1, 10**9)


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 1), (2, 2), (5, 16), (12, 2048), (13, 3600), (10**9, 3600)])
def test_delays_double_up_to_the_maximum(attempt: int, seconds: int) -> None:
    assert Backoff(SECOND, HOUR).delay(attempt) == timedelta(seconds=seconds)


def test_attempts_before_the_first_count_as_the_first() -> None:
    assert Backoff(SECOND, HOUR).delay(0) == Backoff(SECOND, HOUR).delay(-3) == SECOND


@given(backoffs, attempts)
def test_a_further_attempt_never_waits_less_on_average(backoff: Backoff, attempt: int) -> None:
    assert backoff.delay(attempt) <= backoff.delay(attempt + 1) <= backoff.maximum


@given(backoffs, attempts, fractions)
def test_jitter_stays_within_its_fraction(backoff: Backoff, attempt: int, chance: float) -> None:
    nominal, actual = backoff.delay(attempt), backoff.delay(attempt, chance)
    tolerance = timedelta(microseconds=1)
    assert nominal * (1 - backoff.jitter) - tolerance <= actual <= nominal * (1 + backoff.jitter) + tolerance


@given(backoffs, attempts, fractions, fractions)
def test_a_greater_random_value_waits_longer(backoff: Backoff, attempt: int, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert backoff.delay(attempt, low) <= backoff.delay(attempt, high)


@given(delays, fractions)
def test_the_middle_random_value_is_the_delay(delay: timedelta, fraction: float) -> None:
    assert jittered(delay, fraction, 0.5) == delay


def test_full_jitter_is_between_nothing_and_twice_the_delay() -> None:
    backoff = Backoff(SECOND, HOUR, jitter=1)
    assert (backoff.seconds(2, 0), backoff.seconds(2), backoff.seconds(2, 1)) == (0, 2, 4)
