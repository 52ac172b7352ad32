"""The command to pay an order, and its outcome."""

from dataclasses import dataclass

from modules.orders.application.order_command import OrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.domain.order.order import Order


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """An order and its payment; `is_new` False: an earlier payment that has succeeded meanwhile."""

    order: Order
    payment_id: int
    is_new: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PayOrderCommand(OrderCommand[StartedPayment]):
    instruction: PaymentInstruction
