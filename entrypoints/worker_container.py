"""What the worker adds: Valkey, for the cache and to notify the relay of recorded events."""

from entrypoints import metrics
from entrypoints.container import ProcessContainer
from entrypoints.database import create_database
from entrypoints.monitoring.deployment_report import DeploymentReport
from shared.infra.cache.client import connect
from shared.infra.cache.read_through import Cache, ReadThroughCache
from shared.infra.injection import attribute, singleton
from shared.infra.messaging.notifier import Notifier


class WorkerProcessContainer(ProcessContainer):
    notifier = singleton(Notifier, url=attribute(ProcessContainer.settings, lambda settings: settings.queue_url))
    database = singleton(
        create_database,
        settings=ProcessContainer.settings,
        process=ProcessContainer.process,
        constraints=ProcessContainer.constraints,
        on_events=attribute(notifier, lambda notifier: notifier.notify),
    )
    deployment_warnings = singleton(DeploymentReport, settings=ProcessContainer.settings, database=database)
    samples = singleton(metrics.samples, name=ProcessContainer.process, database=database)
    redis = singleton(connect, url=attribute(ProcessContainer.settings, lambda settings: settings.redis_url))
    cache: Cache = singleton(ReadThroughCache, redis=redis)
