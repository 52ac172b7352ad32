"""Redeliver a message."""

from dataclasses import dataclass

from modules.webhooks.application.endpoints.endpoint_terms import resource
from modules.webhooks.application.endpoints.send_test import endpoint_inactive
from modules.webhooks.domain.delivery import Delivery, NewDelivery
from modules.webhooks.ports.deliveries import DeliveryWakeup
from modules.webhooks.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeliverCommand(Command[Delivery]):
    delivery_id: int


class Redeliver:
    """Creates a new delivery with the same message id, and the same body if it was rendered before.

    Raises NotFound, Conflict `invalid_transition` if the endpoint is inactive.
    """

    def __init__(self, begin: Begin, worker: DeliveryWakeup) -> None:
        self._begin = begin
        self._worker = worker

    async def __call__(self, command: RedeliverCommand) -> Delivery:
        async with self._begin(command) as work:
            former = await work.deliveries.get(command.delivery_id)
            endpoint = await work.endpoints.lock(former.endpoint_id) if former else None
            if former is None or endpoint is None:
                raise NotFound("webhook delivery")
            if not endpoint.active:
                raise endpoint_inactive()
            new = NewDelivery(endpoint_id=endpoint.id, message=former.message, origin="redelivery", body=former.body)
            delivery = await work.deliveries.add_one(new)
            changes = {"delivery_id": former.id, "redelivery_id": delivery.id}
            work.tx.audit(
                AuditEntry(
                    "webhook_endpoint.redelivered",
                    resource=resource(endpoint.id),
                    metadata=command.metadata,
                    changes=changes,
                )
            )
            work.tx.after_commit(self._worker.notify)
            await work.commit(delivery)
        return delivery
