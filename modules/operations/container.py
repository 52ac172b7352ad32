"""Dependency injection container of the operations module."""

from collections.abc import Sequence

from dependency_injector import containers

from modules.operations.adapters.inbound.checks import checks
from modules.operations.adapters.inbound.documents.served import documents
from modules.operations.adapters.inbound.gauges import gauges
from modules.operations.adapters.inbound.jobs import jobs
from modules.operations.adapters.inbound.personal_data import personal_data
from modules.operations.adapters.outbound.audit_log import SqlAuditQueries
from modules.operations.adapters.outbound.dead_letters import SqlDeadLetterQueries
from modules.operations.adapters.outbound.delivery_backlog import SqlDeliveryBacklogQueries
from modules.operations.adapters.outbound.integrity import SqlIntegrityQueries
from modules.operations.adapters.outbound.unit_of_work import SqlUnitOfWorkFactory
from modules.operations.application.describe_events import DescribeEvents
from modules.operations.application.discard_dead_letter import DiscardDeadLetter
from modules.operations.application.known_consumers import KnownConsumers
from modules.operations.application.list_dead_letters import ListDeadLetters
from modules.operations.application.prune_events import PruneEvents
from modules.operations.application.prune_keys import PruneKeys
from modules.operations.application.replay_dead_letters import ReplayDeadLetters
from modules.operations.application.run_doctor import RunDoctor
from shared.infra.injection import attribute, dependency, factory, provider_of, retried, singleton
from shared.infra.sql.database import Database
from shared.kernel.events import Event
from shared.kernel.module import AuditedKind, Check, Consumer, Module, Scope


class OperationsContainer(containers.DeclarativeContainer):
    """`all_checks` are the doctor checks of all modules, including this one.

    `all_events` are the event types that the modules publish, `all_consumers` their consumers, `all_audited` the
    kinds of resources that they audit.
    """

    database = dependency(Database)
    all_audited = dependency(list[AuditedKind])
    all_checks = dependency(list[Check])
    all_events = dependency(list[type[Event]])
    all_consumers = dependency(Sequence[Consumer])

    unit_of_work_factory = singleton(SqlUnitOfWorkFactory, database=database)
    snapshot = attribute(unit_of_work_factory, lambda units: units.snapshot)
    begin = attribute(unit_of_work_factory, lambda units: units.begin)
    run_doctor = singleton(RunDoctor, snapshot=snapshot, checks=all_checks)
    known_consumers = singleton(KnownConsumers, events=all_events, consumers=all_consumers)
    list_dead_letters = singleton(
        ListDeadLetters, queries=singleton(SqlDeadLetterQueries, database=database), known_consumers=known_consumers
    )
    replay = retried(ReplayDeadLetters, begin=begin, known_consumers=known_consumers)
    discard = retried(DiscardDeadLetter, begin=begin)
    documents = singleton(documents, describe=factory(DescribeEvents, events=all_events))

    module = singleton(
        Module,
        name="operations",
        scopes=(
            Scope("events:read", "Read the event feed"),
            Scope("audit:read", "Read the audit log"),
            Scope("system:admin", "Operate the shop"),
        ),
        audited=(AuditedKind("dead_letter"),),
        jobs=provider_of(
            singleton(
                jobs,
                prune_events=factory(PruneEvents, begin=begin),
                prune_keys=factory(PruneKeys, begin=begin),
                run_doctor=run_doctor,
            )
        ),
        personal_data=provider_of(singleton(personal_data, log=singleton(SqlAuditQueries, database=database))),
        checks=provider_of(singleton(checks, integrity=singleton(SqlIntegrityQueries))),
        gauges=provider_of(singleton(gauges, backlog=factory(SqlDeliveryBacklogQueries))),
    )
