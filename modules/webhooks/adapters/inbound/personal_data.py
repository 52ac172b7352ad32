"""Export of personal data in webhook messages."""

from typing import Any

import orjson

from modules.webhooks.ports.webhook_queries import WebhookQueries
from shared.kernel.module import PersonalData


def personal_data(queries: WebhookQueries) -> list[PersonalData]:
    async def messages(user_id: int) -> Any:
        """Stored messages about the user, with their exact content."""
        return [
            {
                "id": delivery.id,
                "endpoint_id": delivery.endpoint_id,
                "status": delivery.status,
                "created_at": delivery.created_at,
                "message": orjson.loads(delivery.body or b"null"),
            }
            for delivery in await queries.list_of_user(user_id)
        ]

    return [PersonalData("webhook_messages", "webhooks:manage", messages)]
