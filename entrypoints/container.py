"""What every process shares: settings, servers and the modules' policies."""

from collections.abc import Callable, Mapping, Sequence

from dependency_injector import containers

from entrypoints import metrics
from entrypoints.database import create_database
from entrypoints.settings import Settings
from shared.infra.cache.client import connect
from shared.infra.cache.read_through import ReadThroughCache
from shared.infra.injection import attribute, dependency, singleton
from shared.infra.messaging.notifier import Notifier
from shared.kernel.errors import DomainError
from shared.kernel.module import Consumer


class ProcessContainer(containers.DeclarativeContainer):
    """One per process. Clients connect on first use and belong to one event loop.

    A module's container gets what it declares by the names here. `process` is the process's name, used as the
    application name of database connections. `constraints` maps the database constraints of all modules to errors.
    `all_consumers` are the modules' consumers.
    """

    settings = dependency(Settings)
    process = dependency(str)
    constraints = dependency(Mapping[str, Callable[[], DomainError]])
    all_consumers = dependency(Sequence[Consumer])

    notifier = singleton(Notifier, url=attribute(settings, lambda settings: settings.queue_url))
    database = singleton(
        create_database,
        settings=settings,
        process=process,
        constraints=constraints,
        on_events=attribute(notifier, lambda notifier: notifier.notify),
    )
    redis = singleton(connect, url=attribute(settings, lambda settings: settings.redis_url))
    cache = singleton(ReadThroughCache, redis=redis)
    samples = singleton(metrics.samples, name=process, database=database)
