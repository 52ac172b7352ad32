"""Cancel a payment that waits for the buyer."""

from modules.orders.application.payments.pay_order_command import PayOrderCommand
from modules.orders.application.payments.payable_order import payable
from modules.orders.domain.order.errors import payment_exceeds_outstanding
from modules.orders.domain.settlement import payment_results
from modules.orders.ports.unit_of_work import Begin
from modules.orders.public import OrderPolicy


class CancelPendingApproval:
    """Requests the cancellation of a payment that waits for the buyer. Returns its id, or None."""

    def __init__(self, begin: Begin, policy: OrderPolicy) -> None:
        self._begin = begin
        self._providers = policy.payment_providers

    async def __call__(self, command: PayOrderCommand) -> int | None:
        """Raises NotFound, Forbidden, Invalid, VersionMismatch, ReplayedResponse, Conflict
        `payment_exceeds_outstanding`.
        """
        async with self._begin(command) as work:
            order = payable(command, await work.orders.lock(command.order_id), providers=self._providers)
            pending = order.payment_in_progress
            if pending is None or not payment_results.is_awaiting_buyer(pending):
                work.roll_back()
                return None
            if (command.instruction.amount_cents or 0) > order.payable_cents:
                raise payment_exceeds_outstanding(order.payable_cents)
            payment_results.cancel_approval(order, pending, work.tx.now)
            work.orders.save_money(order)
            await work.commit_without_response()
        return pending.id
