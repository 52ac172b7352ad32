"""The parts that a module registers with the process that assembles it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import timedelta
from typing import Never, Protocol

from shared.kernel.errors import DomainError
from shared.kernel.events import Event, ReceivedEvent
from shared.kernel.import_export import Exportable, Importable
from shared.kernel.principal import Authenticator
from shared.kernel.transaction import Transaction

EventHandler = Callable[[Transaction, ReceivedEvent], Awaitable[None]]
"""A transactional handler: runs in the transaction that also marks the delivery as done."""

EventBatchHandler = Callable[[Transaction, Sequence[ReceivedEvent]], Awaitable[None]]
"""Handles many events at once, with the same result as handling them one by one."""

ExternalEventHandler = Callable[[ReceivedEvent], Awaitable[None]]
"""Calls an external system (mail, HTTP). It may run again after a crash, so it passes on `ReceivedEvent.key`."""

ExternalEventBatchHandler = Callable[[Sequence[ReceivedEvent]], Awaitable[None]]
"""Calls an external system for many events at once; must be idempotent (cache invalidation)."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """The consumer `name` (`<module>.<name>`) receives every event of the types `events`.

    An `external` consumer calls an external system: a delivery becomes a dead letter after 24 hours, otherwise after
    12 attempts. A `batched` one handles many events at once. An `on_demand` one gets no events until the module
    registers it.
    """

    name: str
    events: Sequence[str]
    external: bool = False
    batched: bool = False
    on_demand: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """A consumer with its handler, which must fit the consumer's declaration."""

    consumer: Consumer
    handler: EventHandler | None = None
    batch_handler: EventBatchHandler | None = None
    external_handler: ExternalEventHandler | None = None
    external_batch_handler: ExternalEventBatchHandler | None = None

    def __post_init__(self) -> None:
        handlers = {
            (False, False): self.handler,
            (False, True): self.batch_handler,
            (True, False): self.external_handler,
            (True, True): self.external_batch_handler,
        }
        given = [kind for kind, handler in handlers.items() if handler is not None]
        if given != [(self.consumer.external, self.consumer.batched)]:
            raise ValueError(f"{self.consumer.name}: give one handler, external and batched like the consumer")


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic job; safe to run twice and from several schedulers."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


class Stop(Protocol):
    """A stop signal to check or to wait for."""

    def is_set(self) -> bool: ...

    async def wait(self) -> object: ...


@dataclass(frozen=True, slots=True)
class BackgroundTask:
    """A task that runs in a worker until `stop` is set; it is restarted if it fails.

    Safe to run in several workers at once.
    """

    name: str
    run: Callable[[Stop], Awaitable[None]]


Describe = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object] | None]]
"""Returns the public resource of an event with this `data`, as its GET returns it; None if it does not exist."""


@dataclass(frozen=True, slots=True)
class Resource:
    """The resource of the events whose type begins with `prefix` (`<module>.<aggregate>.`)."""

    prefix: str
    describe: Describe


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A section of the export of personal data. `name` is unique among all modules.

    `collect` returns the stored data of the user with that id, in JSON types and datetimes.
    `scope` is required to read another user's data. The module erases the data when the user is deleted.
    """

    name: str
    scope: str
    collect: Callable[[int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Violation:
    """A violated invariant: `subject` names the row (`thing 7`), `detail` the problem."""

    subject: str
    detail: str


Repair = Callable[[], Awaitable[Sequence[str]]]
"""Removes violations and returns a sentence about each, and about each that needs a person."""


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant that doctor checks against the data, named `<module>.<invariant>`.

    `run` reads one repeatable snapshot and returns the violations. A `warning` concerns the
    operation of the program, not its data. `on_request`: only run when requested, because it
    calls an external system. `repair` removes violations as far as a program may.
    """

    name: str
    invariant: str
    run: Callable[[Transaction], Awaitable[Sequence[Violation]]]
    warning: bool = False
    on_request: bool = False
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class AuditedKind:
    """A kind of resource that audit entries name as `<name>:<id>`. Ids are numbers unless `numbered` is False."""

    name: str
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Gauge:
    """A business metric, read from the data when metrics are scraped.

    `name` states what is counted and ends in the unit (`<module>_open_units`). `label` is the name of
    the metric's label, which must have few values. `read` runs one cheap statement and returns the
    number for each label value; without a label, the only key is "".
    """

    name: str
    _: KW_ONLY
    help: str
    read: Callable[[Transaction], Awaitable[Mapping[str, float]]]
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """A permission (`things:read`) and a description of what it allows.

    `roles` are the names of the roles that include it.
    """

    name: str
    meaning: str
    roles: Sequence[str] = ()


def _nothing() -> Sequence[Never]:
    return ()


async def _close_nothing() -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """The parts of a module that processes use. Expensive parts are created on first use.

    `container.py` provides the parts for every process; `worker_container.py` and `http_container.py` extend it.
    `scopes` are those that the module's operations require. `audited` are the kinds of resources in the module's audit
    entries. `constraints` maps the names of database constraints to the errors that a violation raises. `metadata` are
    the module's tables (`sqlalchemy.MetaData`). `close` finishes pending work and closes the module's own connections.
    """

    name: str
    events: Sequence[type[Event]] = ()
    scopes: Sequence[Scope] = ()
    constraints: Mapping[str, Callable[[], DomainError]] = field(default_factory=dict)
    metadata: object = None
    audited: Sequence[AuditedKind] = ()
    subscriptions: Callable[[], Sequence[Subscription]] = _nothing
    jobs: Callable[[], Sequence[Job]] = _nothing
    background_tasks: Callable[[], Sequence[BackgroundTask]] = _nothing
    checks: Callable[[], Sequence[Check]] = _nothing
    gauges: Callable[[], Sequence[Gauge]] = _nothing
    personal_data: Callable[[], Sequence[PersonalData]] = _nothing
    resources: Callable[[], Sequence[Resource]] = _nothing
    imports: Callable[[], Sequence[Importable]] = _nothing
    exports: Callable[[], Sequence[Exportable]] = _nothing
    authenticators: Callable[[], Sequence[Authenticator]] = _nothing
    close: Callable[[], Awaitable[None]] = _close_nothing


def extend(
    module: Module,
    *,
    subscriptions: Callable[[], Sequence[Subscription]] | None = None,
    background_tasks: Callable[[], Sequence[BackgroundTask]] | None = None,
    personal_data: Callable[[], Sequence[PersonalData]] | None = None,
    resources: Callable[[], Sequence[Resource]] | None = None,
    imports: Callable[[], Sequence[Importable]] | None = None,
    exports: Callable[[], Sequence[Exportable]] | None = None,
    authenticators: Callable[[], Sequence[Authenticator]] | None = None,
    close: Callable[[], Awaitable[None]] | None = None,
) -> Module:
    """Return the module with the additions for the worker or the API process."""
    return replace(
        module,
        subscriptions=subscriptions or module.subscriptions,
        background_tasks=background_tasks or module.background_tasks,
        personal_data=personal_data or module.personal_data,
        resources=resources or module.resources,
        imports=imports or module.imports,
        exports=exports or module.exports,
        authenticators=authenticators or module.authenticators,
        close=close or module.close,
    )
