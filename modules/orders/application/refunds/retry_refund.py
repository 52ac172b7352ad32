"""Retry a failed refund."""

from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_refund, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.application.refunds.refund_ids import refund_ids
from modules.orders.domain.fulfillment import refund_retry
from modules.orders.ports.payments.payment_queries import RefundRecord
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryRefundCommand(SubresourceCommand[RefundRecord]):
    pass


class RetryRefund:
    """Requires orders:refund. Calls the provider after the commit, with a new idempotency key."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: RetryRefundCommand) -> RefundRecord:
        """Raises NotFound, Forbidden, Conflict `invalid_transition`, `units_not_shipped`, `already_refunded`,
        `nothing_to_refund`, `payment_in_progress` or `refund_exceeds_captured`.
        """
        async with self._begin(command) as work:
            order, failed = await locked_refund(work, command, "orders:refund")
            returns = await work.returns.list_by_order(order.id) if failed.return_id is not None else ()
            chosen = next((each for each in returns if each.id == failed.return_id), None)
            ids = await refund_ids(work, order)
            refund = refund_retry.retry(order, failed, ids, chosen=chosen, now=work.tx.now, metadata=command.metadata)
            if chosen is not None:
                work.returns.save(chosen)
            save_change(work, order, command, verb="refund_retried", refund=refund.id, amount_cents=refund.amount_cents)
            outcome = RefundRecord(refund, order.currency)
            await work.commit(outcome)
        return outcome
