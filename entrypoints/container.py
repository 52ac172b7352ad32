"""What the modules share in a process: settings, servers and policies."""

from collections.abc import Callable, Mapping, Sequence

from dependency_injector import containers

from entrypoints import metrics
from entrypoints.database import create_database
from entrypoints.monitoring.deployment_report import DeploymentReport
from entrypoints.settings import Settings
from shared.infra.injection import dependency, singleton
from shared.kernel.errors import DomainError
from shared.kernel.module import Consumer


class ProcessContainer(containers.DeclarativeContainer):
    """One per process; needs PostgreSQL only. Clients connect on first use and belong to one event loop.

    A module's container gets what it declares by the names here. `process` is the process's name, used as the
    application name of database connections. `constraints` maps the database constraints of all modules to errors.
    `all_consumers` are the modules' consumers. The relay finds recorded events when it looks next, within a second.
    """

    settings = dependency(Settings)
    process = dependency(str)
    constraints = dependency(Mapping[str, Callable[[], DomainError]])
    all_consumers = dependency(Sequence[Consumer])

    database = singleton(create_database, settings=settings, process=process, constraints=constraints)
    deployment_warnings = singleton(DeploymentReport, settings=settings, database=database)
    samples = singleton(metrics.samples, name=process, database=database)
