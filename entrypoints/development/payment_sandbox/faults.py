"""Fault injection: switches and the random decisions based on them."""

import random
from dataclasses import asdict, dataclass, fields
from typing import Any

MAX_REPEATS = 20
MAX_MS = 600_000
LONGEST_AUTHORIZATION_SECONDS = 31 * 86_400
SHUFFLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Switches:
    """Fault switches, all off by default.

    latency_ms: delay of every API call.
    error_rate: share of calls (0 to 1) that fail with 500 or 503 and change nothing.
    lose_answer_rate: share of calls that are processed, but whose connection is aborted without a response.
    webhook_delay_ms: delay of events.
    webhook_repeat: how often each event is sent.
    webhook_shuffle: delay each event randomly by up to two seconds, so that events arrive out of order.
    later_ms: time until a dispute is opened or a refund fails or settles.
    refund_fail_rate: share of refunds that fail after they succeeded, for any card.
    authorization_seconds: time in which an authorized payment can be captured; then it is canceled.
    seed: seed of the random generator; None for a random seed.
    """

    latency_ms: int = 0
    error_rate: float = 0.0
    lose_answer_rate: float = 0.0
    webhook_delay_ms: int = 0
    webhook_repeat: int = 1
    webhook_shuffle: bool = False
    later_ms: int = 1_000
    refund_fail_rate: float = 0.0
    authorization_seconds: int = 7 * 86_400
    seed: int | None = None


class Faults:
    """The current switches and the random generator."""

    def __init__(self) -> None:
        self.switches = Switches()
        self._random = random.Random()  # noqa: S311 not used for security

    def set(self, values: object) -> None:
        """Set the switches; switches not given are reset to their default. Raises ValueError."""
        self.switches = _read(values)
        self._random = random.Random(self.switches.seed)  # noqa: S311

    def shown(self) -> dict[str, Any]:
        return asdict(self.switches)

    def error_status(self) -> int | None:
        """The error status, if this call should fail."""
        return self._random.choice((500, 503)) if self._random.random() < self.switches.error_rate else None

    def drops_response(self) -> bool:
        return self._random.random() < self.switches.lose_answer_rate

    def should_fail_refund(self) -> bool:
        return self._random.random() < self.switches.refund_fail_rate

    def delivery_times(self, now: float) -> list[float]:
        """The times at which to send an event that occurs now."""
        first = now + self.switches.webhook_delay_ms / 1000
        late = SHUFFLE_SECONDS if self.switches.webhook_shuffle else 0.0
        return [first + self._random.uniform(0, late) for _ in range(self.switches.webhook_repeat)]


_RANGES: dict[str, tuple[float, float]] = {
    "latency_ms": (0, MAX_MS),
    "error_rate": (0, 1),
    "lose_answer_rate": (0, 1),
    "webhook_delay_ms": (0, MAX_MS),
    "webhook_repeat": (1, MAX_REPEATS),
    "later_ms": (0, MAX_MS),
    "refund_fail_rate": (0, 1),
    "authorization_seconds": (1, LONGEST_AUTHORIZATION_SECONDS),
}


def _read(values: object) -> Switches:
    if not isinstance(values, dict):
        raise ValueError("expected a JSON object of switches")
    known = {field.name for field in fields(Switches)}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"unknown switch {str(name)[:40]!r}; known switches: {', '.join(sorted(known))}")
        _check(name, value)
    return Switches(**values)


def _check(name: str, value: object) -> None:
    if name == "webhook_shuffle":
        if not isinstance(value, bool):
            raise ValueError("webhook_shuffle is true or false")
    elif name == "seed":
        if value is not None and type(value) is not int:
            raise ValueError("seed is a whole number or null")
    else:
        low, high = _RANGES[name]
        kinds = (int, float) if name.endswith("_rate") else int
        if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
            raise ValueError(f"{name} is between {low} and {high}")
