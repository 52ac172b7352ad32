"""Queries for endpoints and deliveries."""

from collections.abc import Sequence

from modules.webhooks.application.endpoints.endpoint_terms import EndpointValidator
from modules.webhooks.domain.delivery import Delivery, DeliveryAttempt
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.ports.webhook_queries import DeliveryFilter, WebhookQueries
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest


class EndpointQueryService:
    """Endpoints belong to the shop: all callers with the scope see all of them."""

    def __init__(self, queries: WebhookQueries, terms: EndpointValidator) -> None:
        self._queries = queries
        self._terms = terms

    async def get_endpoint(self, endpoint_id: int) -> Endpoint:
        """Raises NotFound."""
        endpoint = await self._queries.get_endpoint(endpoint_id)
        if endpoint is None:
            raise NotFound("webhook endpoint")
        return endpoint

    async def list_endpoints(self, wanted: PageRequest) -> Page[Endpoint]:
        return await self._queries.list_endpoints(wanted)

    async def get_delivery(self, delivery_id: int) -> tuple[Delivery, Sequence[DeliveryAttempt]]:
        """Raises NotFound."""
        found = await self._queries.get_delivery(delivery_id)
        if found is None:
            raise NotFound("webhook delivery")
        return found

    async def list_deliveries(self, endpoint_id: int, wanted: PageRequest, where: DeliveryFilter) -> Page[Delivery]:
        """Raises NotFound if the endpoint does not exist, Invalid for an unknown type."""
        self._terms.known_type(where.event_type)
        await self.get_endpoint(endpoint_id)
        return await self._queries.list_deliveries(endpoint_id, wanted, where)
