"""What orders hear of its neighbours."""

from collections.abc import Sequence
from typing import Any, cast

from modules.inventory.public import Allocation, ReservationDeallocated, ReservationFilled
from modules.orders.application.erase_customer import EraseCustomer
from modules.orders.application.follow_stock import FollowStock
from modules.users.public import UserDeleted
from shared.kernel.events import Delivered
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction


def subscriptions(stock: FollowStock, erase: EraseCustomer) -> Sequence[Subscription]:
    async def follow_stock(tx: Transaction, message: Delivered) -> None:
        order_id = cast("int", message.data["order_id"])
        units = [Allocation(**unit) for unit in cast("list[dict[str, Any]]", message.data["units"])]
        move = stock.found if message.type == ReservationFilled.type else stock.lost
        await move(tx, order_id, units, message.cause)

    async def erase_customer(tx: Transaction, message: Delivered) -> None:
        await erase(tx, cast("int", message.data["user_id"]))

    return [
        Subscription("orders.follow_stock", [ReservationFilled.type, ReservationDeallocated.type], effect=follow_stock),
        Subscription("orders.erase_customer", [UserDeleted.type], effect=erase_customer),
    ]
