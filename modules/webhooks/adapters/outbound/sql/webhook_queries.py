"""SQL read model of endpoints and deliveries."""

from collections.abc import Sequence

from sqlalchemy import select

from modules.webhooks.adapters.outbound.sql.rows import delivery_of, endpoint_of
from modules.webhooks.adapters.outbound.sql.tables import deliveries, endpoints
from modules.webhooks.domain.delivery import Delivery, DeliveryAttempt
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.ports.webhook_queries import DeliveryFilter
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.queries.literal_bind import literal_bind
from shared.kernel.paging import Page, PageRequest

_ENDPOINT = "SELECT * FROM webhooks.endpoints WHERE id = $1"
_DELIVERY = "SELECT * FROM webhooks.deliveries WHERE id = $1"
_OF_USER = "SELECT * FROM webhooks.deliveries WHERE person_id = $1 AND body IS NOT NULL ORDER BY id"
_ATTEMPTS = """
    SELECT number, at, status, error, duration_ms FROM webhooks.delivery_attempts WHERE delivery_id = $1 ORDER BY number
"""
_ENDPOINTS_BY = {
    "id": endpoints.c.id,
    "created_at": endpoints.c.created_at,
    "updated_at": endpoints.c.updated_at,
}
_DELIVERIES_BY = {"id": deliveries.c.id, "created_at": deliveries.c.created_at}
_LISTED = [column for column in deliveries.c if column.name != "body"]


class SqlWebhookQueries:
    """Implements the port `WebhookQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_endpoint(self, endpoint_id: int) -> Endpoint | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_ENDPOINT, endpoint_id)
        return None if row is None else endpoint_of(row)

    async def list_endpoints(self, wanted: PageRequest) -> Page[Endpoint]:
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading, select(endpoints), _ENDPOINTS_BY, wanted=wanted, item=endpoint_of, exact=True
            )

    async def get_delivery(self, delivery_id: int) -> tuple[Delivery, Sequence[DeliveryAttempt]] | None:
        async with self._database.snapshot() as reading:
            row = await reading.fetch_one(_DELIVERY, delivery_id)
            if row is None:
                return None
            return delivery_of(row), [DeliveryAttempt(*each) for each in await reading.fetch(_ATTEMPTS, delivery_id)]

    async def list_of_user(self, person_id: int) -> Sequence[Delivery]:
        async with self._database.read() as reading:
            return [delivery_of(row) for row in await reading.fetch(_OF_USER, person_id)]

    async def list_deliveries(self, endpoint_id: int, wanted: PageRequest, where: DeliveryFilter) -> Page[Delivery]:
        query = select(*_LISTED).where(deliveries.c.endpoint_id == endpoint_id)
        if where.status is not None:
            query = query.where(deliveries.c.status == literal_bind(where.status))
        if where.event_type is not None:
            query = query.where(deliveries.c.type == where.event_type)
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading, query, _DELIVERIES_BY, wanted=wanted, item=delivery_of, exact=where == DeliveryFilter()
            )
