"""Send a test message to an endpoint."""

from dataclasses import dataclass
from uuid import uuid4

from modules.webhooks.application.endpoints.endpoint_terms import resource
from modules.webhooks.domain.body import rendered
from modules.webhooks.domain.delivery import Delivery, Message, NewDelivery
from modules.webhooks.domain.globs import TEST_TYPE
from modules.webhooks.ports.deliveries import DeliveryWakeup
from modules.webhooks.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import Conflict, NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class SendTestCommand(Command[Delivery]):
    endpoint_id: int


def endpoint_inactive() -> Conflict:
    return Conflict("invalid_transition", "The endpoint is not active.", **{"from": "inactive", "allowed": []})


class SendTest:
    """The message has the form of an event.

    Raises NotFound, Conflict `invalid_transition` if the endpoint is inactive.
    """

    def __init__(self, begin: Begin, worker: DeliveryWakeup) -> None:
        self._begin = begin
        self._worker = worker

    async def __call__(self, command: SendTestCommand) -> Delivery:
        async with self._begin(command) as work:
            endpoint = await work.endpoints.lock(command.endpoint_id)
            if endpoint is None:
                raise NotFound("webhook endpoint")
            if not endpoint.active:
                raise endpoint_inactive()
            message = Message(
                event_id=uuid4(),
                type=TEST_TYPE,
                aggregate_type="webhook_endpoint",
                aggregate_id=str(endpoint.id),
                sequence=0,
            )
            body = rendered(message.event_id, TEST_TYPE, work.tx.now, sequence=0, data={"endpoint_id": endpoint.id})
            delivery = await work.deliveries.add_one(
                NewDelivery(endpoint_id=endpoint.id, message=message, origin="test", body=body)
            )
            work.tx.audit(
                AuditEntry("webhook_endpoint.tested", resource=resource(endpoint.id), metadata=command.metadata)
            )
            work.tx.after_commit(self._worker.notify)
            await work.commit(delivery)
        return delivery
