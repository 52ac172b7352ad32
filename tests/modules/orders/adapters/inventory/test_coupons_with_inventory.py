"""Coupons and scarce stock together: whatever becomes of the orders, both add up."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import pytest

from modules.inventory.http_container import InventoryHttpContainer
from modules.orders.application.changes.cancel_order import CancelOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.errors import DomainError
from tests.modules.orders.adapters.inventory import test_placement_with_inventory
from tests.modules.orders.adapters.inventory.test_placement_with_inventory import process, sound
from tests.modules.orders.promotions import issue
from tests.modules.orders.shop import METADATA, STAFF, order_for

db, inventory = test_placement_with_inventory.db, test_placement_with_inventory.inventory
LIMITS = {"ONE-DAY": 9, "TWO-FOR-ONE": 7, "FREE": 5}
MANUAL_PAYMENT = PaymentInstruction(method="manual")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_concurrent_buyers_with_limited_stock_keep_coupon_limits(
    db: Database, inventory: InventoryHttpContainer, seed: int
) -> None:
    shops = [process(db, inventory) for _ in range(2)]
    for code, most in LIMITS.items():
        terms = {"percent_bps": 10_000} if code == "FREE" else {"amount_cents": 70}
        await issue(resolve(shops[0].transactions).begin, code, max_redemptions=most, **terms)
    chance = random.Random(seed)
    refusals: Counter[str] = Counter()

    async def buyer(n: int) -> None:
        shop = shops[n % 2]
        items = [(sku, chance.randint(1, 4)) for sku in chance.sample(["ONE", "TWO", "SIX"], chance.randint(1, 3))]
        code, instruction = chance.choice([*LIMITS, None]), chance.choice([None, None, MANUAL_PAYMENT])
        command = order_for(*items, by=STAFF, customer_id=7, coupon_code=code, payment=instruction)
        try:
            outcome = await resolve(shop.place_order)(command)
            if chance.random() < 0.5:
                await resolve(shop.cancel_order)(
                    CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=outcome.order.id, reason="no")
                )
        except DomainError as error:
            refusals[error.code] += 1

    await asyncio.gather(*(buyer(n) for n in range(120)))
    assert set(refusals) == {"insufficient_stock", "coupon_exhausted"}
    assert await sound(db, inventory, shops[0]) == []
    db.clock_shift += timedelta(hours=1)
    await resolve(shops[1].expire_orders)()
    assert await sound(db, inventory, shops[0]) == []
    async with db.read() as reading:
        rows = await reading.fetch("SELECT code, redeemed FROM promotions.coupons")
        (left,) = await reading.fetch("SELECT count(*) FROM promotions.coupon_redemptions WHERE state = 'reserved'")
    assert all(row["redeemed"] <= LIMITS[row["code"]] for row in rows)
    assert left[0] == 0
