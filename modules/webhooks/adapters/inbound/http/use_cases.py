"""The use cases that the routes of webhooks call."""

from dataclasses import dataclass

from modules.webhooks.application.deliveries.redeliver import Redelivery
from modules.webhooks.application.deliveries.replay_period import ReplayRequest
from modules.webhooks.application.endpoints.change_endpoint import EndpointChange
from modules.webhooks.application.endpoints.create_endpoint import EndpointRequest, EndpointWithSecret
from modules.webhooks.application.endpoints.delete_endpoint import EndpointDeletion
from modules.webhooks.application.endpoints.endpoint_queries import EndpointQueries
from modules.webhooks.application.endpoints.rotate_secret import Rotation
from modules.webhooks.application.endpoints.send_test import TestMessageRequest
from modules.webhooks.domain.delivery import Delivery
from modules.webhooks.domain.endpoint import Endpoint
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class WebhookUseCases:
    queries: EndpointQueries
    create: UseCase[EndpointRequest, EndpointWithSecret]
    change: UseCase[EndpointChange, Endpoint]
    delete: UseCase[EndpointDeletion, None]
    rotate: UseCase[Rotation, EndpointWithSecret]
    test: UseCase[TestMessageRequest, Delivery]
    redeliver: UseCase[Redelivery, Delivery]
    replay: UseCase[ReplayRequest, int]
