"""The use cases that the routes of webhooks call."""

from dataclasses import dataclass

from modules.webhooks.application.deliveries.redeliver import RedeliverCommand
from modules.webhooks.application.deliveries.replay_period import ReplayPeriodCommand
from modules.webhooks.application.endpoints.change_endpoint import ChangeEndpointCommand
from modules.webhooks.application.endpoints.create_endpoint import CreateEndpointCommand, EndpointWithSecret
from modules.webhooks.application.endpoints.delete_endpoint import DeleteEndpointCommand
from modules.webhooks.application.endpoints.endpoint_queries import EndpointQueries
from modules.webhooks.application.endpoints.rotate_secret import RotateSecretCommand
from modules.webhooks.application.endpoints.send_test import SendTestCommand
from modules.webhooks.domain.delivery import Delivery
from modules.webhooks.domain.endpoint import Endpoint
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class WebhookUseCases:
    queries: EndpointQueries
    create: UseCase[CreateEndpointCommand, EndpointWithSecret]
    change: UseCase[ChangeEndpointCommand, Endpoint]
    delete: UseCase[DeleteEndpointCommand, None]
    rotate: UseCase[RotateSecretCommand, EndpointWithSecret]
    test: UseCase[SendTestCommand, Delivery]
    redeliver: UseCase[RedeliverCommand, Delivery]
    replay: UseCase[ReplayPeriodCommand, int]
