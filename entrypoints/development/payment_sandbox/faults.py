"""What the sandbox does wrong on purpose: the switches, and the dice that they load."""

import random
from dataclasses import asdict, dataclass, fields
from typing import Any

MOST_REPEATS = 20
LONGEST_MS = 600_000
LONGEST_AUTHORIZATION_SECONDS = 31 * 86_400
SHUFFLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Switches:
    """All off by default.

    latency_ms: every call of the API waits that long before anything is done.
    error_rate: that share of calls (0 to 1) is answered 500 or 503, with nothing done and nothing kept.
    lose_answer_rate: that share is done and kept, then the connection is cut without an answer.
    webhook_delay_ms: events are sent that much later.
    webhook_repeat: how often each event is sent.
    webhook_shuffle: events are sent up to two seconds late, each as the dice fall: out of order.
    later_ms: how long it takes until a dispute comes or a refund fails or settles.
    refund_fail_rate: that share of refunds fails after it had succeeded, whatever the card.
    authorization_seconds: how long an authorised payment can be captured; then it is cancelled.
    seed: where the dice begin; None: anywhere.
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
    """The switches as they stand, and the dice."""

    def __init__(self) -> None:
        self.switches = Switches()
        self._dice = random.Random()  # noqa: S311 a fault is no secret

    def set(self, values: object) -> None:
        """Take new switches; those not named go back to their default. Raises ValueError, naming the mistake."""
        self.switches = _read(values)
        self._dice = random.Random(self.switches.seed)  # noqa: S311

    def shown(self) -> dict[str, Any]:
        return asdict(self.switches)

    def breaks(self) -> int | None:
        """The status to fail with, if this call is to fail."""
        return self._dice.choice((500, 503)) if self._dice.random() < self.switches.error_rate else None

    def loses_answer(self) -> bool:
        return self._dice.random() < self.switches.lose_answer_rate

    def fails_refund(self) -> bool:
        return self._dice.random() < self.switches.refund_fail_rate

    def sendings(self, now: float) -> list[float]:
        """When an event of now is to be sent."""
        first = now + self.switches.webhook_delay_ms / 1000
        late = SHUFFLE_SECONDS if self.switches.webhook_shuffle else 0.0
        return [first + self._dice.uniform(0, late) for _ in range(self.switches.webhook_repeat)]


_RANGES: dict[str, tuple[float, float]] = {
    "latency_ms": (0, LONGEST_MS),
    "error_rate": (0, 1),
    "lose_answer_rate": (0, 1),
    "webhook_delay_ms": (0, LONGEST_MS),
    "webhook_repeat": (1, MOST_REPEATS),
    "later_ms": (0, LONGEST_MS),
    "refund_fail_rate": (0, 1),
    "authorization_seconds": (1, LONGEST_AUTHORIZATION_SECONDS),
}


def _read(values: object) -> Switches:
    if not isinstance(values, dict):
        raise ValueError("write a JSON object of switches")
    known = {field.name for field in fields(Switches)}
    for name, value in values.items():
        if name not in known:
            raise ValueError(f"there is no switch {str(name)[:40]!r}; there are {', '.join(sorted(known))}")
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
        number = value if type(value) in (int, float) else None
        if number is None or not low <= number <= high or (not name.endswith("_rate") and type(number) is not int):  # type: ignore[operator]
            raise ValueError(f"{name} is between {low} and {high}")
