"""Changes of an order by others than its owner are audited; changes by the owner are not."""

from dataclasses import replace
from typing import Any

import pytest

from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.changes.hold_order import HoldOrder, HoldOrderCommand
from modules.orders.application.changes.release_order import ReleaseOrder, ReleaseOrderCommand
from modules.orders.application.changes.update_order import UpdateOrder, UpdateOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from shared.kernel.errors import Conflict
from shared.kernel.principal import Principal
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import ADDRESSES, CUSTOMER, METADATA, STAFF, order_for, order_placement

SECRET = "Ring at Ada's, 07700 900123"
NOTED = UpdateOrderCommand(
    principal=CUSTOMER, metadata=METADATA, order_id=1, amend=lambda details: replace(details, note=SECRET)
)


async def test_every_action_of_staff_is_audited(memory: InMemoryStore, stock: InMemoryStock) -> None:
    begin: Any = memory.begin
    shop = order_placement(memory.begin_batch, stock)
    update = UpdateOrder(begin, stock, PROMOTIONS, shop.pricer, ADDRESSES)
    paid = await shop.one(order_for(("TEA", 1), by=STAFF, customer_id=7, payment=PaymentInstruction(method="manual")))
    open_ = await shop.one(order_for(("TEA", 1)))
    hold = HoldOrderCommand(principal=STAFF, metadata=METADATA, order_id=paid.id, reason=SECRET)
    await HoldOrder(begin)(hold)
    with pytest.raises(Conflict):
        await HoldOrder(begin)(hold)
    await ReleaseOrder(begin, stock)(ReleaseOrderCommand(principal=STAFF, metadata=METADATA, order_id=paid.id))
    for _ in range(2):
        await update(replace(NOTED, principal=STAFF, order_id=open_.id))
    await CancelOrder(begin, stock, PROMOTIONS)(
        CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=open_.id, reason=SECRET)
    )
    assert [(line.action, line.resource, line.changes) for line in memory.state.audited] == [
        ("order.held", f"order:{paid.id}", {}),
        ("order.released", f"order:{paid.id}", {}),
        ("order.changed", f"order:{open_.id}", {"fields": ["note"]}),
        ("order.cancelled", f"order:{open_.id}", {"status": ["pending_payment", "cancelled"]}),
    ]
    assert "Ada" not in str(memory.state.audited)


async def test_actions_of_owners_are_not_audited(memory: InMemoryStore, stock: InMemoryStock) -> None:
    begin: Any = memory.begin
    shop = order_placement(memory.begin_batch, stock)
    update = UpdateOrder(begin, stock, PROMOTIONS, shop.pricer, ADDRESSES)
    order = await shop.one(order_for(("TEA", 1)))
    guest = Principal(str(order.id), "guest")
    await update(replace(NOTED, order_id=order.id))
    noted = UpdateOrderCommand(
        principal=guest, metadata=METADATA, order_id=order.id, amend=lambda details: replace(details, note="guest")
    )
    await update(noted)
    await CancelOrder(begin, stock, PROMOTIONS)(
        CancelOrderCommand(principal=CUSTOMER, metadata=METADATA, order_id=order.id, reason="no")
    )
    assert memory.state.audited == []
