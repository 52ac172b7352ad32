"""What every process shares: settings, servers and the modules' policies."""

from collections.abc import Callable, Mapping

from dependency_injector import containers

from entrypoints import metrics
from entrypoints.settings import Settings
from shared.infra.cache.client import connect
from shared.infra.cache.read_through import ReadThroughCache
from shared.infra.injection import attribute, constant, dependency, singleton
from shared.infra.messaging.notifier import Notifier
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.errors import DomainError


class ProcessContainer(containers.DeclarativeContainer):
    """One per process. Clients connect on first use and belong to one event loop.

    A module's container gets what it declares by the names here. `process` is the process's name, used as the
    application name of database connections. `constraints` maps the database constraints of all modules to errors.
    """

    settings = dependency(Settings)
    process = dependency(str)
    constraints = dependency(Mapping[str, Callable[[], DomainError]])

    notifier = singleton(Notifier, url=attribute(settings, lambda settings: settings.queue_url))
    database = singleton(
        Database,
        url=attribute(settings, lambda settings: settings.database_url),
        constraints=constraints,
        outbox=constant(Outbox),
        pool_size=attribute(settings, lambda settings: settings.pool_size),
        pool_overflow=attribute(settings, lambda settings: settings.pool_overflow),
        application_name=process,
        on_events=attribute(notifier, lambda notifier: notifier.notify),
    )
    redis = singleton(connect, url=attribute(settings, lambda settings: settings.redis_url))
    cache = singleton(ReadThroughCache, redis=redis)
    samples = singleton(metrics.samples, name=process, database=database)
