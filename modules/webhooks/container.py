"""Dependency injection container of webhooks."""

from collections.abc import Sequence

from dependency_injector import containers

from modules.webhooks.adapters.inbound.background_tasks import DeliveryWorker, Wakeup, loops
from modules.webhooks.adapters.inbound.checks import checks
from modules.webhooks.adapters.inbound.event_handlers import subscriptions
from modules.webhooks.adapters.inbound.jobs import jobs
from modules.webhooks.adapters.inbound.personal_data import personal_data
from modules.webhooks.adapters.outbound.address_resolution import AddressResolver
from modules.webhooks.adapters.outbound.http_sender import HttpSender
from modules.webhooks.adapters.outbound.sql.events import SqlEventLog
from modules.webhooks.adapters.outbound.sql.integrity import SqlIntegrity
from modules.webhooks.adapters.outbound.sql.tables import metadata
from modules.webhooks.adapters.outbound.sql.unit_of_work import SqlUnitsOfWork
from modules.webhooks.adapters.outbound.sql.webhook_queries import SqlWebhookQueries
from modules.webhooks.application.deliveries.claim_due import ClaimDue
from modules.webhooks.application.deliveries.deliver import Deliver
from modules.webhooks.application.deliveries.erase_users import EraseUsers
from modules.webhooks.application.deliveries.fan_out import FanOut
from modules.webhooks.application.deliveries.prune_deliveries import PruneDeliveries
from modules.webhooks.application.deliveries.record_attempt import RecordAttempt
from modules.webhooks.application.deliveries.render_body import RenderBody
from modules.webhooks.application.deliveries.resource_describer import ResourceDescriber
from modules.webhooks.application.endpoints.endpoint_query_service import EndpointQueryService
from modules.webhooks.application.endpoints.endpoint_terms import EndpointValidator
from modules.webhooks.domain.secret import Secrets
from modules.webhooks.public import EVENTS, WebhookPolicy
from shared.infra.injection import (
    attribute,
    dependency,
    factory,
    optional_dependency,
    provider_of,
    retried,
    singleton,
)
from shared.infra.sql.database import Database
from shared.kernel.events import Event
from shared.kernel.module import AuditedKind, Module, Resource, Scope


class WebhooksContainer(containers.DeclarativeContainer):
    database = dependency(Database)
    policy = dependency(WebhookPolicy)
    all_events: Sequence[type[Event]] = optional_dependency(Sequence[type[Event]], tuple)
    all_resources: Sequence[Resource] = optional_dependency(Sequence[Resource], tuple)

    units = singleton(SqlUnitsOfWork, database=database)
    begin = attribute(units, lambda units: units.begin)
    join = attribute(units, lambda units: units.join)
    addresses = singleton(AddressResolver, policy=policy)
    sender_adapter = singleton(
        HttpSender, addresses=addresses, version=attribute(policy, lambda policy: policy.version)
    )
    secrets = singleton(Secrets, keys=attribute(policy, lambda policy: policy.keys))
    terms = singleton(EndpointValidator, receivers=addresses, policy=policy, events=all_events)
    wake = singleton(Wakeup)
    claim_due = retried(ClaimDue, begin=begin)
    render_body = retried(
        RenderBody,
        begin=begin,
        event_log=factory(SqlEventLog, database=database),
        describe=factory(ResourceDescriber, resources=all_resources),
    )
    settle = retried(RecordAttempt, begin=begin)
    deliver = singleton(Deliver, render=render_body, sender=sender_adapter, settle=settle, secrets=secrets)
    sender = singleton(DeliveryWorker, claim=claim_due, deliver=deliver, wake=wake)
    queries = singleton(EndpointQueryService, queries=factory(SqlWebhookQueries, database=database), terms=terms)

    module = singleton(
        Module,
        name="webhooks",
        scopes=(Scope("webhooks:manage", "Manage webhook endpoints", roles=("manager",)),),
        audited=(AuditedKind("webhook_endpoint"),),
        subscriptions=provider_of(
            singleton(
                subscriptions,
                fan_out=factory(FanOut, join=join, wake=attribute(wake, lambda wake: wake.notify)),
                erase_users=factory(EraseUsers, join=join),
            )
        ),
        jobs=provider_of(singleton(jobs, prune_deliveries=factory(PruneDeliveries, begin=begin))),
        background_tasks=provider_of(singleton(loops, sender=sender)),
        personal_data=provider_of(singleton(personal_data, queries=factory(SqlWebhookQueries, database=database))),
        checks=provider_of(singleton(checks, integrity=factory(SqlIntegrity))),
        events=EVENTS,
        metadata=metadata,
    )
