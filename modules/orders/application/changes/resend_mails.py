"""Resend mails to the buyer."""

from dataclasses import dataclass

from modules.orders.application.audit import audit
from modules.orders.application.order_access import authorized
from modules.orders.application.order_command import OrderCommand
from modules.orders.domain.mails import MailKind, request_mails
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True)
class RequestedMails:
    """`count` mails were requested; they go to the buyer's address at the time of sending."""

    order_id: int
    kind: MailKind
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendMailsCommand(OrderCommand[RequestedMails]):
    kind: MailKind


class ResendMails:
    """Requires orders:write. Publishes an event for each mail; every request sends new mails."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ResendMailsCommand) -> RequestedMails:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `mail_unavailable`."""
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = authorized(command.principal, found, command.if_version, scope="orders:write")
            shipments = await work.shipments.list_by_order(order.id)
            count = request_mails(order, command.kind, shipments, now=work.tx.now, metadata=command.metadata)
            work.orders.save(order)
            audit(work.tx, "mailed", command, order=order, kind=command.kind.value, count=count)
            requested = RequestedMails(order.id, command.kind, count)
            await work.commit(requested)
        return requested
