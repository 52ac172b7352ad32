"""What the webhooks module adds in the API process: its routes."""

from collections.abc import Sequence

from modules.webhooks.adapters.inbound.http.deliveries import DeliveryRoutes, EndpointDeliveryRoutes
from modules.webhooks.adapters.inbound.http.endpoints import EndpointRoutes
from modules.webhooks.adapters.inbound.http.glossary import FIELDS, TAGS
from modules.webhooks.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.webhooks.adapters.outbound.sql.webhook_queries import SqlWebhookQueries
from modules.webhooks.application.deliveries.redeliver import Redeliver
from modules.webhooks.application.deliveries.replay_period import ReplayPeriod
from modules.webhooks.application.endpoints.change_endpoint import ChangeEndpoint
from modules.webhooks.application.endpoints.create_endpoint import CreateEndpoint
from modules.webhooks.application.endpoints.delete_endpoint import DeleteEndpoint
from modules.webhooks.application.endpoints.endpoint_query_service import EndpointQueryService
from modules.webhooks.application.endpoints.endpoint_terms import EndpointValidator
from modules.webhooks.application.endpoints.rotate_secret import RotateSecret
from modules.webhooks.application.endpoints.send_test import SendTest
from modules.webhooks.container import WebhooksContainer
from modules.webhooks.worker_container import WebhooksWorkerContainer
from shared.infra.http.module_api import ModuleApi
from shared.infra.http.route_class import router_of
from shared.infra.injection import factory, optional_dependency, provider_of, retried, singleton
from shared.kernel.events import Event


class WebhooksHttpContainer(WebhooksWorkerContainer):
    all_events: Sequence[type[Event]] = optional_dependency(Sequence[type[Event]], tuple)

    terms = singleton(
        EndpointValidator,
        receivers=WebhooksWorkerContainer.addresses,
        policy=WebhooksWorkerContainer.policy,
        events=all_events,
    )
    queries = singleton(
        EndpointQueryService, queries=factory(SqlWebhookQueries, database=WebhooksContainer.database), terms=terms
    )

    router = singleton(
        router_of,
        factory(
            EndpointRoutes,
            queries=queries,
            create_endpoint=retried(
                CreateEndpoint,
                begin=WebhooksContainer.begin,
                terms=terms,
                secrets=WebhooksWorkerContainer.secrets,
            ),
            change_endpoint=retried(ChangeEndpoint, begin=WebhooksContainer.begin, terms=terms),
            delete_endpoint=retried(DeleteEndpoint, begin=WebhooksContainer.begin),
            rotate_secret=retried(RotateSecret, begin=WebhooksContainer.begin, secrets=WebhooksWorkerContainer.secrets),
        ),
        factory(
            EndpointDeliveryRoutes,
            queries=queries,
            send_test=retried(
                SendTest,
                begin=WebhooksContainer.begin,
                worker=WebhooksWorkerContainer.wake,
            ),
            replay_period=retried(
                ReplayPeriod,
                begin=WebhooksContainer.begin,
                worker=WebhooksWorkerContainer.wake,
                terms=terms,
            ),
        ),
        factory(
            DeliveryRoutes,
            queries=queries,
            redeliver=retried(
                Redeliver,
                begin=WebhooksContainer.begin,
                worker=WebhooksWorkerContainer.wake,
            ),
        ),
    )

    http = singleton(ModuleApi, router=provider_of(router), tags=TAGS, fields=FIELDS, problem_codes=PROBLEM_CODES)
