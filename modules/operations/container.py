"""Dependency injection container of the operations module."""

import asyncio
from collections.abc import Callable

from dependency_injector import containers, providers

from modules.operations.adapters.inbound import cli
from modules.operations.adapters.inbound.checks import checks
from modules.operations.adapters.inbound.documents.served import documents
from modules.operations.adapters.inbound.gauges import gauges
from modules.operations.adapters.inbound.http.admin import AdminRoutes
from modules.operations.adapters.inbound.http.audit import AuditRoutes
from modules.operations.adapters.inbound.http.dead_letters import DeadLetterRoutes
from modules.operations.adapters.inbound.http.events import EventRoutes
from modules.operations.adapters.inbound.jobs import jobs
from modules.operations.adapters.inbound.personal_data import personal_data
from modules.operations.adapters.outbound.audit_log import SqlAuditQueries
from modules.operations.adapters.outbound.dead_letters import SqlDeadLetterQueries
from modules.operations.adapters.outbound.delivery_backlog import SqlDeliveryBacklogQueries
from modules.operations.adapters.outbound.feed import SqlFeedQueries
from modules.operations.adapters.outbound.integrity import SqlIntegrityQueries
from modules.operations.adapters.outbound.outbox import SqlOutboxQueries
from modules.operations.adapters.outbound.unit_of_work import SqlUnitOfWorkFactory
from modules.operations.application.audit_queries import ListAuditEntries
from modules.operations.application.dead_letter_queries import ListDeadLetters
from modules.operations.application.describe_events import DescribeEvents
from modules.operations.application.discard_dead_letter import DiscardDeadLetter
from modules.operations.application.known_consumers import KnownConsumers
from modules.operations.application.outbox_queries import GetOutboxStatus
from modules.operations.application.prune import PruneEvents, PruneKeys
from modules.operations.application.read_feed import ReadFeed
from modules.operations.application.replay_dead_letters import ReplayDeadLetters
from modules.operations.application.run_doctor import RunDoctor
from shared.infra.cli import Run
from shared.infra.http.route_class import router_of
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import DomainError
from shared.kernel.events import Event
from shared.kernel.module import Check, Subscription


class OperationsContainer(containers.DeclarativeContainer):
    """`all_checks` are the doctor checks of all modules, including this one.

    `all_events` are the event types that the modules publish, `all_subscriptions` their consumers.
    """

    database = providers.Dependency(instance_of=Database)
    all_checks: providers.Dependency[list[Check]] = providers.Dependency(instance_of=list)
    all_events: providers.Dependency[list[type[Event]]] = providers.Dependency(instance_of=list)
    all_subscriptions: providers.Dependency[list[Subscription]] = providers.Dependency(instance_of=list)
    run: providers.Dependency[Run] = providers.Dependency(default=providers.Object(asyncio.run))

    unit_of_work_factory = providers.Singleton(SqlUnitOfWorkFactory, database)
    run_doctor = providers.Singleton(RunDoctor, unit_of_work_factory.provided.snapshot, all_checks)
    known_consumers = providers.Singleton(KnownConsumers, all_events, all_subscriptions)
    list_dead_letters = providers.Singleton(
        ListDeadLetters, providers.Singleton(SqlDeadLetterQueries, database), known_consumers
    )
    replay = providers.Singleton(
        with_retries, providers.Factory(ReplayDeadLetters, unit_of_work_factory.provided.begin, known_consumers)
    )
    discard = providers.Singleton(
        with_retries, providers.Factory(DiscardDeadLetter, unit_of_work_factory.provided.begin)
    )

    router = providers.Singleton(
        router_of,
        providers.Factory(
            EventRoutes,
            read_feed=providers.Singleton(ReadFeed, providers.Singleton(SqlFeedQueries, database), all_events),
        ),
        providers.Factory(DeadLetterRoutes, list_dead_letters=list_dead_letters, replay=replay, discard=discard),
        providers.Factory(
            AdminRoutes,
            get_outbox_status=providers.Singleton(GetOutboxStatus, providers.Singleton(SqlOutboxQueries, database)),
            run_doctor=run_doctor,
        ),
        providers.Factory(
            AuditRoutes,
            list_audit_entries=providers.Singleton(ListAuditEntries, providers.Singleton(SqlAuditQueries, database)),
        ),
    )
    documents = providers.Singleton(documents, providers.Factory(DescribeEvents, all_events))
    subscriptions = providers.List()
    jobs = providers.Singleton(
        jobs,
        providers.Factory(PruneEvents, unit_of_work_factory.provided.begin),
        providers.Factory(PruneKeys, unit_of_work_factory.provided.begin),
        run_doctor,
    )
    personal_data = providers.Singleton(personal_data, providers.Singleton(SqlAuditQueries, database))
    checks = providers.Singleton(checks, providers.Singleton(SqlIntegrityQueries))
    gauges = providers.Singleton(gauges, providers.Factory(SqlDeliveryBacklogQueries))
    commands = providers.Singleton(
        cli.commands,
        run_doctor.provider,
        list_dead_letters.provider,
        replay.provider,
        discard.provider,
        documents.provider,
        run,
    )
    constraints = providers.Object(dict[str, Callable[[], DomainError]]())
