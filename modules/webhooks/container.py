"""Dependency injection container of webhooks."""

from dependency_injector import containers

from modules.webhooks.adapters.inbound.checks import checks
from modules.webhooks.adapters.inbound.jobs import jobs
from modules.webhooks.adapters.outbound.sql.integrity import SqlIntegrity
from modules.webhooks.adapters.outbound.sql.tables import metadata
from modules.webhooks.adapters.outbound.sql.unit_of_work import SqlUnitsOfWork
from modules.webhooks.application.deliveries.prune_deliveries import PruneDeliveries
from modules.webhooks.public import EVENTS
from shared.infra.injection import attribute, dependency, factory, provider_of, singleton
from shared.infra.sql.database import Database
from shared.kernel.module import AuditedKind, Module, Scope


class WebhooksContainer(containers.DeclarativeContainer):
    database = dependency(Database)

    units = singleton(SqlUnitsOfWork, database=database)
    begin = attribute(units, lambda units: units.begin)
    join = attribute(units, lambda units: units.join)

    module = singleton(
        Module,
        name="webhooks",
        scopes=(Scope("webhooks:manage", "Manage webhook endpoints", roles=("manager",)),),
        audited=(AuditedKind("webhook_endpoint"),),
        jobs=provider_of(singleton(jobs, prune_deliveries=factory(PruneDeliveries, begin=begin))),
        checks=provider_of(singleton(checks, integrity=factory(SqlIntegrity))),
        events=EVENTS,
        metadata=metadata,
    )
