"""What the routes of webhooks do, handed to them together."""

from dataclasses import dataclass

from modules.webhooks.application.change_endpoint import EndpointChange
from modules.webhooks.application.create_endpoint import EndpointWish, WithSecret
from modules.webhooks.application.delete_endpoint import EndpointDeletion
from modules.webhooks.application.redeliver import Redelivery
from modules.webhooks.application.replay_period import Period
from modules.webhooks.application.rotate_secret import Rotation
from modules.webhooks.application.see_endpoints import SeeEndpoints
from modules.webhooks.application.send_test import Trial
from modules.webhooks.domain.delivery import Delivery
from modules.webhooks.domain.endpoint import Endpoint
from shared.infra.http.access.command_request import UseCase


@dataclass(frozen=True, slots=True)
class WebhookUseCases:
    see: SeeEndpoints
    create: UseCase[EndpointWish, WithSecret]
    change: UseCase[EndpointChange, Endpoint]
    delete: UseCase[EndpointDeletion, None]
    rotate: UseCase[Rotation, WithSecret]
    test: UseCase[Trial, Delivery]
    redeliver: UseCase[Redelivery, Delivery]
    replay: UseCase[Period, int]
