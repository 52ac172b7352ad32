"""Pay an order: another attempt after a decline, an invoice, or a partial manual payment.

A payment that requires an action of the buyer (3-D Secure) is cancelled at the provider first.
"""

from dataclasses import replace

from modules.orders.application.payments.cancel_pending_approval import CancelPendingApproval
from modules.orders.application.payments.pay_order_command import PayOrderCommand, StartedPayment
from modules.orders.application.payments.start_payment import StartPayment
from modules.orders.application.settlement.await_settlement import AwaitSettlement

CANCEL_TIMEOUT_SECONDS = 10.0
"""Time to wait for the cancellation of an earlier payment; as long as one provider request takes."""


class PayOrder:
    """Cancels a payment that waits for the buyer, awaits the result and then starts the new payment.

    If the process ends in between, the worker settles the earlier payment and the caller retries.
    """

    def __init__(self, cancel_pending: CancelPendingApproval, settle: AwaitSettlement, start: StartPayment) -> None:
        self._cancel_pending = cancel_pending
        self._settle = settle
        self._start = start

    async def __call__(self, command: PayOrderCommand) -> StartedPayment:
        """Raises the errors of `StartPayment`; `payment_in_progress` also if the provider does not answer in time."""
        cancelled_payment_id = await self._cancel_pending(command)
        if cancelled_payment_id is not None:
            await self._settle(command.order_id, cancelled_payment_id, CANCEL_TIMEOUT_SECONDS, command.metadata)
            command = replace(command, if_version=None)  # the cancellation above has changed the version
        return await self._start(command, cancelled_payment_id)
