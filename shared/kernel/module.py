"""What a module announces to the process that assembles it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.kernel.events import Delivered
from shared.kernel.transaction import Transaction

Effect = Callable[[Transaction, Delivered], Awaitable[None]]
"""An effect inside the database: runs in the transaction that also marks the delivery done."""

OutwardEffect = Callable[[Delivered], Awaitable[None]]
"""An effect outside (mail, HTTP): may run again after a crash, so it carries `Delivered.key`."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """The consumer `consumer` (`<module>.<name>`) wants every event of the types `events`.

    Exactly one of `effect` and `outward` is given. A consumer inside the database is a
    dead letter after 12 tries, an outward one after 24 hours.
    """

    consumer: str
    events: Sequence[str]
    effect: Effect | None = None
    outward: OutwardEffect | None = None

    def __post_init__(self) -> None:
        if (self.effect is None) == (self.outward is None):
            raise ValueError(f"{self.consumer}: give either effect or outward")


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is due every so often; safe to run twice and from several schedulers."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing doctor found: `subject` names the row (`order 7`), `detail` what is wrong with it."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Check:
    """A promise that can be checked against the data, `<module>.<promise>`.

    `run` reads one repeatable snapshot and returns what breaks the promise. A `warning` is
    about how the program is run: what it finds makes no data wrong.
    """

    name: str
    promise: str
    run: Callable[[Transaction], Awaitable[Sequence[Violation]]]
    warning: bool = False
