"""Pay an order: another attempt after a decline, an invoice, or a partial manual payment.

A payment that requires an action of the buyer (3-D Secure) is cancelled at the provider first.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from modules.orders.application.order_command import OrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.domain.order.order import Order
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """An order and its payment; `is_new` False: an earlier payment that has succeeded meanwhile."""

    order: Order
    payment_id: int
    is_new: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOrderCommand(OrderCommand[StartedPayment]):
    instruction: PaymentInstruction


CANCEL_TIMEOUT_SECONDS = 10.0
"""Time to wait for the cancellation of an earlier payment; as long as one provider request takes."""

Start = Callable[[PayOrderCommand, int | None], Awaitable[StartedPayment]]
CancelPending = Callable[[PayOrderCommand], Awaitable[int | None]]
Settle = Callable[[int, int, float, EventMetadata], Awaitable[object]]


class PayOrder:
    """Cancels a payment that waits for the buyer, awaits the result and then starts the new payment.

    If the process ends in between, the worker settles the earlier payment and the caller retries.
    """

    def __init__(self, cancel_pending: CancelPending, settle: Settle, start: Start) -> None:
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
