"""Dismiss a failed refund."""

from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_refund, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.domain.settlement import refund_policy
from modules.orders.ports.payments.payment_queries import RefundRecord
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissRefundCommand(SubresourceCommand[RefundRecord]):
    reason: str


class DismissRefund:
    """Requires orders:refund. No money moves; the units and the amount can still be refunded."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: DismissRefundCommand) -> RefundRecord:
        """Raises NotFound, Forbidden, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, failed = await locked_refund(work, command, "orders:refund")
            refund_policy.dismiss(order, failed, command.reason, now=work.tx.now, metadata=command.metadata)
            save_change(work, order, command, verb="refund_dismissed", refund=failed.id)
            outcome = RefundRecord(failed, order.currency)
            await work.commit(outcome)
        return outcome
