"""Doctor finds every coupon that does not add up."""

import asyncpg
import pytest

from modules.orders.adapters.outbound.integrity.integrity_queries import SqlIntegrity
from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.reconcile_redemptions import ReconcileRedemptions
from modules.promotions.adapters.outbound.sql import integrity as promotions
from shared.infra.sql.database import Database
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.promotions import PROMOTIONS, issue
from tests.modules.orders.shop import CUSTOMER, METADATA, STAFF, OrderPlacement, order_for


async def wrong(db: Database) -> list[str]:
    """What the checks of both modules find; in small pages, because a page must not end between two sides."""
    found = set()
    for page_size in (1, 2, 10_000):
        compare = ReconcileRedemptions(SqlIntegrity(), PROMOTIONS, page_size)
        async with db.snapshot() as tx:
            violations = [*await promotions.SqlIntegrity().wrong_counters(tx), *await compare(tx)]
        found.add(tuple(violation.subject for violation in violations))
    (subjects,) = found
    return list(subjects)


@pytest.fixture
async def order_id(shop: OrderPlacement, transactions: SqlUnitOfWorkFactory, stock: InMemoryStock) -> int:
    """The order that waits for its payment; beside it a paid one, one cancelled before and one after its payment."""
    await issue(transactions.begin, max_redemptions=3)
    await issue(transactions.begin, "UNUSED")
    paid = [
        await shop.one(
            order_for(("TEA", 1), by=STAFF, coupon_code="SPRING", payment=PaymentInstruction(method="manual"))
        )
        for _ in range(2)
    ]
    given_up = await shop.one(order_for(("TEA", 1), coupon_code="SPRING"))
    cancel = CancelOrder(transactions.begin, stock, PROMOTIONS)
    await cancel(CancelOrderCommand(principal=CUSTOMER, metadata=METADATA, order_id=given_up.id, reason="no"))
    await cancel(CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=paid[0].id, reason="no"))
    return (await shop.one(order_for(("TEA", 2), coupon_code="SPRING"))).id


async def test_consistent_coupons_have_no_violations(db: Database, order_id: int) -> None:
    assert await wrong(db) == []


PLANTED = [
    "UPDATE promotions.coupons SET redeemed = redeemed - 1 WHERE code = 'SPRING' AND $1::bigint > 0",
    "UPDATE promotions.coupons SET redeemed = 1 WHERE code = 'UNUSED' AND $1::bigint > 0",
    "UPDATE promotions.coupon_redemptions SET state = 'released' WHERE order_id = $1",
    "UPDATE promotions.coupon_redemptions SET state = 'consumed' WHERE order_id = $1",
    "UPDATE promotions.coupon_redemptions SET state = 'reserved' WHERE state = 'consumed' AND order_id < $1",
    "UPDATE promotions.coupon_redemptions SET state = 'consumed' WHERE state = 'released' AND order_id < $1",
    "UPDATE promotions.coupon_redemptions SET discount_cents = discount_cents + 1 WHERE order_id = $1",
    "UPDATE promotions.coupon_redemptions SET code = 'UNUSED' WHERE order_id = $1",
    "UPDATE promotions.coupon_redemptions SET order_id = order_id + 1000 WHERE order_id = $1",
    "UPDATE orders.orders SET coupon_code = NULL WHERE id = $1",
    "DELETE FROM promotions.coupon_redemptions WHERE order_id = $1",
    "DELETE FROM promotions.coupons WHERE code = 'SPRING' AND $1::bigint > 0",
]


@pytest.mark.parametrize("corruption", PLANTED)
async def test_a_planted_corruption_is_found(
    db: Database, owner_database_url: str, order_id: int, corruption: str
) -> None:
    owner = await asyncpg.connect(owner_database_url)
    try:
        assert not (await owner.execute(corruption, order_id)).endswith(" 0")
    finally:
        await owner.close()
    assert await wrong(db)
