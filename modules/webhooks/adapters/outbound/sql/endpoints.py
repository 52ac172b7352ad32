"""SQL repository of endpoints, and the event subscription."""

from collections.abc import Sequence

from modules.webhooks.adapters.outbound.sql.rows import ENDPOINT, endpoint_of
from modules.webhooks.domain.endpoint import Endpoint
from modules.webhooks.ports.endpoints import NewEndpoint
from shared.infra.messaging.deliveries.subscriptions import sync_subscription
from shared.infra.sql.transaction import SqlTransaction

CONSUMER = "webhooks.fan_out"

_ADD = f"""
    INSERT INTO webhooks.endpoints
        (url, event_types, description, active, secret_version, event_count, version, created_at, updated_at)
    VALUES ($1, $2, $3, $4, 1, 0, 1, $5, $5) RETURNING {ENDPOINT}
"""  # noqa: S608 constants only
_LOCK = f"SELECT {ENDPOINT} FROM webhooks.endpoints WHERE id = $1 FOR NO KEY UPDATE"  # noqa: S608 constants only
_ACTIVE = f"SELECT {ENDPOINT} FROM webhooks.endpoints WHERE active ORDER BY id FOR KEY SHARE"  # noqa: S608
_SAVE = """
    UPDATE webhooks.endpoints
    SET url = $2, event_types = $3, description = $4, active = $5, disabled_reason = $6, secret_version = $7,
        rotated_at = $8, failing_since = $9, event_count = $10, version = $11, updated_at = $12
    WHERE id = $1
"""


class SqlEndpoints:
    """Implements the port `Endpoints`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def add(self, new: NewEndpoint) -> Endpoint:
        values = (new.url, list(new.event_types), new.description, new.active)
        (row,) = await self._tx.fetch(_ADD, *values, self._tx.now)
        return endpoint_of(row)

    async def lock(self, endpoint_id: int) -> Endpoint | None:
        row = await self._tx.fetch_one(_LOCK, endpoint_id)
        return None if row is None else endpoint_of(row)

    async def active(self) -> Sequence[Endpoint]:
        return [endpoint_of(row) for row in await self._tx.fetch(_ACTIVE)]

    async def save(self, endpoint: Endpoint) -> None:
        e = endpoint
        await self._tx.fetch(
            _SAVE, e.id, e.url, list(e.event_types), e.description, e.active, e.disabled_reason, e.secret_version,
            e.rotated_at, e.failing_since, e.event_count, e.version, e.updated_at,
        )  # fmt: skip
        self._tx.collect(e.events)

    async def remove(self, endpoint_id: int) -> None:
        await self._tx.fetch("DELETE FROM webhooks.endpoints WHERE id = $1", endpoint_id)


class SqlEventSubscription:
    """Implements the port `EventSubscription`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def sync(self) -> None:
        await sync_subscription(self._tx, CONSUMER, ["*"], is_wanted=self._has_active_endpoint)

    async def _has_active_endpoint(self) -> bool:
        return bool(await self._tx.fetch("SELECT 1 FROM webhooks.endpoints WHERE active LIMIT 1"))
