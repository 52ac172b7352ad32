"""Dependency injection container of webhooks."""

from collections.abc import Callable, Sequence

from dependency_injector import containers, providers

from modules.webhooks.adapters.inbound import cli
from modules.webhooks.adapters.inbound.background_tasks import DeliveryWorker, Wakeup, loops
from modules.webhooks.adapters.inbound.checks import checks
from modules.webhooks.adapters.inbound.events import subscriptions
from modules.webhooks.adapters.inbound.http.deliveries import DeliveryRoutes, EndpointDeliveryRoutes
from modules.webhooks.adapters.inbound.http.endpoints import EndpointRoutes
from modules.webhooks.adapters.inbound.jobs import jobs
from modules.webhooks.adapters.inbound.personal_data import personal_data
from modules.webhooks.adapters.outbound.address_resolution import AddressResolver
from modules.webhooks.adapters.outbound.http_sender import HttpSender
from modules.webhooks.adapters.outbound.sql.delivery_queries import SqlWebhookReadModel
from modules.webhooks.adapters.outbound.sql.events import SqlEventLog
from modules.webhooks.adapters.outbound.sql.integrity import SqlIntegrity
from modules.webhooks.adapters.outbound.sql.tables import metadata
from modules.webhooks.adapters.outbound.sql.unit_of_work import SqlUnitsOfWork
from modules.webhooks.application.deliveries.claim_due import ClaimDue
from modules.webhooks.application.deliveries.deliver import Deliver
from modules.webhooks.application.deliveries.erase_users import EraseUsers
from modules.webhooks.application.deliveries.fan_out import FanOut
from modules.webhooks.application.deliveries.message_body import RenderBody
from modules.webhooks.application.deliveries.prune_deliveries import PruneDeliveries
from modules.webhooks.application.deliveries.record_attempts import RecordAttempt
from modules.webhooks.application.deliveries.redeliver import Redeliver
from modules.webhooks.application.deliveries.replay_period import ReplayPeriod
from modules.webhooks.application.deliveries.resource_descriptions import ResourceDescriber
from modules.webhooks.application.endpoints.change_endpoint import ChangeEndpoint
from modules.webhooks.application.endpoints.create_endpoint import CreateEndpoint
from modules.webhooks.application.endpoints.delete_endpoint import DeleteEndpoint
from modules.webhooks.application.endpoints.endpoint_queries import EndpointQueries
from modules.webhooks.application.endpoints.endpoint_terms import EndpointValidator
from modules.webhooks.application.endpoints.rotate_secret import RotateSecret
from modules.webhooks.application.endpoints.send_test import SendTest
from modules.webhooks.domain.secret import Secrets
from modules.webhooks.public import EVENTS, WebhookPolicy
from shared.infra.http.route_class import router_of
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import DomainError
from shared.kernel.events import Event
from shared.kernel.module import Resource


class WebhooksContainer(containers.DeclarativeContainer):
    database = providers.Dependency(instance_of=Database)
    policy = providers.Dependency(instance_of=WebhookPolicy)
    resources: providers.Dependency[Sequence[Resource]] = providers.Dependency(default=providers.List())
    all_events: providers.Dependency[Sequence[type[Event]]] = providers.Dependency(default=providers.List())

    units = providers.Singleton(SqlUnitsOfWork, database)
    addresses = providers.Singleton(AddressResolver, policy)
    sender_adapter = providers.Singleton(HttpSender, addresses, policy.provided.version)
    secrets = providers.Singleton(Secrets, policy.provided.keys)
    terms = providers.Singleton(EndpointValidator, addresses, policy, all_events)
    wake = providers.Singleton(Wakeup)

    claim_due = providers.Singleton(with_retries, providers.Factory(ClaimDue, units.provided.begin))
    render_body = providers.Singleton(
        with_retries,
        providers.Factory(
            RenderBody,
            units.provided.begin,
            providers.Factory(SqlEventLog, database),
            providers.Factory(ResourceDescriber, resources),
        ),
    )
    settle = providers.Singleton(with_retries, providers.Factory(RecordAttempt, units.provided.begin))
    deliver = providers.Singleton(Deliver, render_body, sender_adapter, settle, secrets)
    sender = providers.Singleton(DeliveryWorker, claim_due, deliver, wake)

    queries = providers.Singleton(EndpointQueries, providers.Factory(SqlWebhookReadModel, database), terms)
    router = providers.Singleton(
        router_of,
        providers.Factory(
            EndpointRoutes,
            queries=queries,
            create_endpoint=providers.Singleton(
                with_retries, providers.Factory(CreateEndpoint, units.provided.begin, terms, secrets)
            ),
            change_endpoint=providers.Singleton(
                with_retries, providers.Factory(ChangeEndpoint, units.provided.begin, terms)
            ),
            delete_endpoint=providers.Singleton(with_retries, providers.Factory(DeleteEndpoint, units.provided.begin)),
            rotate_secret=providers.Singleton(
                with_retries, providers.Factory(RotateSecret, units.provided.begin, secrets)
            ),
        ),
        providers.Factory(
            EndpointDeliveryRoutes,
            queries=queries,
            send_test=providers.Singleton(
                with_retries, providers.Factory(SendTest, units.provided.begin, wake.provided.notify)
            ),
            replay_period=providers.Singleton(
                with_retries, providers.Factory(ReplayPeriod, units.provided.begin, wake.provided.notify, terms)
            ),
        ),
        providers.Factory(
            DeliveryRoutes,
            queries=queries,
            redeliver=providers.Singleton(
                with_retries, providers.Factory(Redeliver, units.provided.begin, wake.provided.notify)
            ),
        ),
    )
    subscriptions = providers.Singleton(
        subscriptions,
        providers.Factory(FanOut, units.provided.join, wake.provided.notify),
        providers.Factory(EraseUsers, units.provided.join),
    )
    jobs = providers.Singleton(jobs, providers.Factory(PruneDeliveries, units.provided.begin))
    loops = providers.Singleton(loops, sender)
    personal_data = providers.Singleton(personal_data, providers.Factory(SqlWebhookReadModel, database))
    checks = providers.Singleton(checks, providers.Factory(SqlIntegrity))
    commands = providers.Singleton(cli.commands, policy.provider)
    constraints = providers.Object(dict[str, Callable[[], DomainError]]())
    events = providers.Object(EVENTS)
    metadata = providers.Object(metadata)
