"""The module's event subscriptions."""

from collections.abc import Sequence
from typing import cast

from modules.inventory.public import ReservationDeallocated
from modules.orders.adapters.inbound.consumers import (
    APPLY_STOCK_MOVEMENTS,
    CLAIM_GUEST_ORDERS,
    ERASE_CUSTOMER,
    SETTLE_PAYMENTS,
)
from modules.orders.application.changes.claim_guest_orders import ClaimGuestOrders
from modules.orders.application.changes.erase_customer import EraseCustomer
from modules.orders.application.fulfillment.apply_stock_movements import ApplyStockMovements
from modules.orders.application.settlement.settle_due_payments import SettleDuePayments
from modules.users.public import UserDeleted
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction


def subscriptions(
    stock: ApplyStockMovements, erase: EraseCustomer, claim: ClaimGuestOrders, settle: SettleDuePayments
) -> Sequence[Subscription]:
    async def apply_stock_movements(tx: Transaction, message: ReceivedEvent) -> None:
        order_id = cast("int", message.data["order_id"])
        await stock(tx, order_id, message.metadata, shortfall=message.type == ReservationDeallocated.type)

    async def erase_customer(tx: Transaction, message: ReceivedEvent) -> None:
        person = message.data["user_id" if message.type == UserDeleted.type else "customer_id"]
        await erase(tx, cast("int", person), message.metadata)

    async def claim_guest_orders(tx: Transaction, message: ReceivedEvent) -> None:
        await claim(tx, cast("int", message.data["user_id"]))

    async def settle_orders(messages: Sequence[ReceivedEvent]) -> None:
        await settle({cast("int", message.data["order_id"]): message.metadata for message in messages})

    return [
        Subscription(SETTLE_PAYMENTS, external_batch_handler=settle_orders),
        Subscription(APPLY_STOCK_MOVEMENTS, handler=apply_stock_movements),
        Subscription(CLAIM_GUEST_ORDERS, handler=claim_guest_orders),
        Subscription(ERASE_CUSTOMER, handler=erase_customer),
    ]
