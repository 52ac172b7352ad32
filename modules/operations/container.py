"""Dependency injection container of the operations module."""

from dependency_injector import containers

from modules.operations.adapters.inbound.checks import checks
from modules.operations.adapters.inbound.gauges import gauges
from modules.operations.adapters.inbound.jobs import jobs
from modules.operations.adapters.outbound.delivery_backlog import SqlDeliveryBacklogQueries
from modules.operations.adapters.outbound.integrity import SqlIntegrityQueries
from modules.operations.adapters.outbound.unit_of_work import SqlUnitOfWorkFactory
from modules.operations.application.create_event_days import CreateEventDays
from modules.operations.application.prune_events import PruneEvents
from modules.operations.application.prune_keys import PruneKeys
from modules.operations.application.run_doctor import RunDoctor
from shared.infra.injection import attribute, dependency, factory, provider_of, singleton
from shared.infra.sql.database import Database
from shared.kernel.deployment import DeploymentWarnings
from shared.kernel.module import AuditedKind, Check, Module, Scope


class OperationsContainer(containers.DeclarativeContainer):
    """`all_checks` are the doctor checks of all modules, including this one."""

    database = dependency(Database)
    all_checks = dependency(list[Check])
    deployment_warnings = dependency(DeploymentWarnings)

    unit_of_work_factory = singleton(SqlUnitOfWorkFactory, database=database)
    snapshot = attribute(unit_of_work_factory, lambda units: units.snapshot)
    begin = attribute(unit_of_work_factory, lambda units: units.begin)
    run_doctor = singleton(RunDoctor, snapshot=snapshot, checks=all_checks)

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
                create_event_days=factory(CreateEventDays, begin=begin),
                prune_events=factory(PruneEvents, begin=begin),
                prune_keys=factory(PruneKeys, begin=begin),
                run_doctor=run_doctor,
            )
        ),
        checks=provider_of(
            singleton(checks, integrity=singleton(SqlIntegrityQueries), deployment_warnings=deployment_warnings)
        ),
        gauges=provider_of(singleton(gauges, backlog=factory(SqlDeliveryBacklogQueries))),
    )
