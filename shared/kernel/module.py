"""What a module announces to the process that assembles it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from shared.kernel.events import ReceivedEvent
from shared.kernel.transaction import Transaction

EventHandler = Callable[[Transaction, ReceivedEvent], Awaitable[None]]
"""An effect inside the database: runs in the transaction that also marks the delivery done."""

EventBatchHandler = Callable[[Transaction, Sequence[ReceivedEvent]], Awaitable[None]]
"""The effect of many events at once, the same as of one after the other and cheaper."""

ExternalEventHandler = Callable[[ReceivedEvent], Awaitable[None]]
"""An effect outside (mail, HTTP): may run again after a crash, so it carries `ReceivedEvent.key`."""

ExternalEventBatchHandler = Callable[[Sequence[ReceivedEvent]], Awaitable[None]]
"""An effect outside of many events at once, which may be had any number of times (forgetting)."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """The consumer `consumer` (`<module>.<name>`) wants every event of the types `events`.

    Exactly one of the four kinds of effect is given. A delivery to a consumer inside the
    database is a dead letter after 12 tries, to an outward one after 24 hours.
    `on_demand`: nothing is delivered until the module itself asks for it.
    """

    consumer: str
    events: Sequence[str]
    handler: EventHandler | None = None
    batch_handler: EventBatchHandler | None = None
    external_handler: ExternalEventHandler | None = None
    external_batch_handler: ExternalEventBatchHandler | None = None
    on_demand: bool = False

    def __post_init__(self) -> None:
        handlers = (self.handler, self.batch_handler, self.external_handler, self.external_batch_handler)
        if sum(handler is not None for handler in handlers) != 1:
            raise ValueError(f"{self.consumer}: give one handler")

    @property
    def is_external(self) -> bool:
        return self.external_handler is not None or self.external_batch_handler is not None


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is due every so often; safe to run twice and from several schedulers."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


class Stop(Protocol):
    """Says when to stop, and lets one wait for it."""

    def is_set(self) -> bool: ...

    async def wait(self) -> object: ...


@dataclass(frozen=True, slots=True)
class BackgroundTask:
    """Work that a worker never finishes: runs from its start until `stop` is set, again if it fails.

    Safe to run in several workers at once.
    """

    name: str
    run: Callable[[Stop], Awaitable[None]]


Describe = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object] | None]]
"""The public resource that an event with this `data` is about, as its GET shows it; None if it is gone."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What the events whose type begins with `prefix` (`orders.payment.`) are about."""

    prefix: str
    describe: Describe


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A part of what is kept about people, to be given to them: `name` is unique among all modules.

    `collect` gives what is kept about the user of that id, in JSON's own types and times.
    `scope` is what somebody else must hold to be shown it. What is announced here is erased
    on `users.user.deleted`.
    """

    name: str
    scope: str
    collect: Callable[[int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing doctor found: `subject` names the row (`order 7`), `detail` what is wrong with it."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Check:
    """A promise that can be checked against the data, `<module>.<promise>`.

    `run` reads one repeatable snapshot and returns what breaks the promise. A `warning` is
    about how the program is run: what it finds makes no data wrong. `on_request`: only run
    when asked for, because it asks somebody outside.
    """

    name: str
    invariant: str
    run: Callable[[Transaction], Awaitable[Sequence[Violation]]]
    warning: bool = False
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure of the whole shop, read from its data when somebody asks for metrics.

    `name` says what is counted and ends in its unit (`inventory_reserved_units`). `label` names
    what tells several values apart, of which there are few; `read`, one cheap statement, gives
    the value of each, or without a label that of "".
    """

    name: str
    help: str
    read: Callable[[Transaction], Awaitable[Mapping[str, float]]]
    label: str | None = None
