"""One attempt of a delivery: render, send, record the outcome."""

import asyncio

from modules.webhooks.application.deliveries.record_attempt import RecordAttempt
from modules.webhooks.application.deliveries.render_body import RenderBody
from modules.webhooks.domain.delivery import Delivery, DueDelivery, Outcome
from modules.webhooks.domain.secret import Secrets
from modules.webhooks.ports.sender import MessageSender, WebhookMessage
from shared.kernel.errors import Unavailable

MAX_CONNECTIONS = 6
"""Maximum number of database connections in use, as other parts of the worker need some too."""


class Deliver:
    """No transaction is open while the message is sent.

    If the process dies before the outcome is recorded, the same body is sent again with the
    same message id.
    """

    def __init__(
        self,
        render: RenderBody,
        sender: MessageSender,
        settle: RecordAttempt,
        secrets: Secrets,
    ) -> None:
        self._render = render
        self._sender = sender
        self._settle = settle
        self._secrets = secrets
        self._connections = asyncio.Semaphore(MAX_CONNECTIONS)

    async def __call__(self, due: DueDelivery) -> None:
        """Raises Unavailable without a database. The delivery is retried after its lease expires."""
        body = due.delivery.body
        outcome: Outcome | None = None
        if body is None:
            body, outcome = await self._rendered(due.delivery)
        if body is not None:
            outcome = await self._send(due, body)
        if outcome is not None:
            async with self._connections:
                await self._settle(due, outcome)

    async def _rendered(self, delivery: Delivery) -> tuple[bytes | None, Outcome]:
        """The body, or None and the outcome that says why it cannot be sent."""
        why = "the event is no longer stored"
        body = None
        try:
            async with self._connections:
                body = await self._render(delivery)
        except Unavailable:
            raise
        except Exception as error:
            why = f"the body could not be rendered: {type(error).__name__}"
        return body, Outcome(None, why, 0, by_receiver=False)

    async def _send(self, due: DueDelivery, body: bytes) -> Outcome:
        message = due.delivery.message
        secrets = self._secrets.signing(due.endpoint, due.at)
        return await self._sender.send(
            WebhookMessage(
                url=due.endpoint.url,
                message_id=message.event_id,
                subject=message.subject,
                body=body,
                at=due.at,
                secrets=secrets,
            )
        )
