"""The webhooks of the payment providers."""

from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.application.payments.handle_provider_webhook import HandleProviderWebhook
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Text
from shared.infra.http.requests.strict_request import raw_body
from shared.infra.http.responses.rendered import no_content, to_response
from shared.infra.http.route_class import RouteClass

ProviderPath = Annotated[Text, Path(max_length=32, examples=["stripe"])]


class ProviderWebhookRoutes(RouteClass, prefix="/v1/payments/webhooks", tags=["payments"]):
    def __init__(self, *, handle_webhook: HandleProviderWebhook) -> None:
        self._handle_webhook = handle_webhook

    @route.post(
        "/{provider}",
        operation_id="receive_payment_report",
        summary="Receive a provider webhook",
        status_code=204,
        responses=problem_responses("token_invalid"),
    )
    async def receive(
        self,
        provider: ProviderPath,
        request: Request,
        body: Annotated[bytes, Depends(raw_body)],
        call: access.SendProviderWebhook,
    ) -> Response:
        """Each provider sends to the path that ends with its name, and signs the event (Stripe: `Stripe-Signature`). An
        event sent repeatedly is processed once.
        """
        await self._handle_webhook(provider, body, request.headers, call.metadata)
        return to_response(no_content())
