"""Operations put together: what the module needs, and what it offers."""

import asyncio
from collections.abc import Callable

from dependency_injector import containers, providers

from modules.operations.adapters.inbound import cli
from modules.operations.adapters.inbound.checks import checks
from modules.operations.adapters.inbound.documents.served import documents
from modules.operations.adapters.inbound.gauges import gauges
from modules.operations.adapters.inbound.http.router import OperationsUseCases, create_router
from modules.operations.adapters.inbound.jobs import jobs
from modules.operations.adapters.inbound.personal_data import personal_data
from modules.operations.adapters.outbound.audit_log import SqlAuditLog
from modules.operations.adapters.outbound.dead_letters import SqlDeadLetterDirectory
from modules.operations.adapters.outbound.feed import SqlFeed
from modules.operations.adapters.outbound.integrity import SqlIntegrity
from modules.operations.adapters.outbound.lag import SqlLag
from modules.operations.adapters.outbound.outbox import SqlOutbox
from modules.operations.adapters.outbound.unit_of_work import SqlUnitsOfWork
from modules.operations.application.audit_queries import SeeAudit
from modules.operations.application.dead_letter_queries import SeeDeadLetters
from modules.operations.application.describe_events import DescribeEvents
from modules.operations.application.discard_dead_letter import DiscardDeadLetter
from modules.operations.application.known_consumers import KnownDeliveries
from modules.operations.application.outbox_queries import SeeOutbox
from modules.operations.application.prune import PruneEvents, PruneKeys
from modules.operations.application.read_feed import ReadFeed
from modules.operations.application.replay_dead_letters import ReplayDeadLetters
from modules.operations.application.run_doctor import RunDoctor
from shared.infra.cli import Run
from shared.infra.http.authorizer import Authorizer
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import DomainError
from shared.kernel.events import Event
from shared.kernel.module import Check, Subscription


class OperationsContainer(containers.DeclarativeContainer):
    """`all_checks` are the checks of every module, this one's among them; doctor runs those.

    `all_events` are the types of events that the modules publish, `all_subscriptions` who consumes them.
    """

    database = providers.Dependency(instance_of=Database)
    guard = providers.Dependency(instance_of=Authorizer)
    all_checks: providers.Dependency[list[Check]] = providers.Dependency(instance_of=list)
    all_events: providers.Dependency[list[type[Event]]] = providers.Dependency(instance_of=list)
    all_subscriptions: providers.Dependency[list[Subscription]] = providers.Dependency(instance_of=list)
    run: providers.Dependency[Run] = providers.Dependency(default=providers.Object(asyncio.run))

    units = providers.Singleton(SqlUnitsOfWork, database)
    run_doctor = providers.Singleton(RunDoctor, units.provided.snapshot, all_checks)
    known = providers.Singleton(KnownDeliveries, all_events, all_subscriptions)
    see_dead_letters = providers.Singleton(SeeDeadLetters, providers.Singleton(SqlDeadLetterDirectory, database), known)
    replay = providers.Singleton(with_retries, providers.Factory(ReplayDeadLetters, units.provided.begin, known))
    discard = providers.Singleton(with_retries, providers.Factory(DiscardDeadLetter, units.provided.begin))

    router = providers.Singleton(
        create_router,
        providers.Factory(
            OperationsUseCases,
            read_feed=providers.Singleton(ReadFeed, providers.Singleton(SqlFeed, database), all_events),
            see_dead_letters=see_dead_letters,
            replay=replay,
            discard=discard,
            see_outbox=providers.Singleton(SeeOutbox, providers.Singleton(SqlOutbox, database)),
            run_doctor=run_doctor,
            see_audit=providers.Singleton(SeeAudit, providers.Singleton(SqlAuditLog, database)),
        ),
        guard,
    )
    documents = providers.Singleton(documents, providers.Factory(DescribeEvents, all_events))
    subscriptions = providers.List()
    jobs = providers.Singleton(
        jobs,
        providers.Factory(PruneEvents, units.provided.begin),
        providers.Factory(PruneKeys, units.provided.begin),
        run_doctor,
    )
    personal_data = providers.Singleton(personal_data, providers.Singleton(SqlAuditLog, database))
    checks = providers.Singleton(checks, providers.Singleton(SqlIntegrity))
    gauges = providers.Singleton(gauges, providers.Factory(SqlLag))
    commands = providers.Singleton(
        cli.commands,
        run_doctor.provider,
        see_dead_letters.provider,
        replay.provider,
        discard.provider,
        documents.provider,
        run,
    )
    constraints = providers.Object(dict[str, Callable[[], DomainError]]())
