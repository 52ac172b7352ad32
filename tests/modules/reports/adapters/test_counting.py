"""Orders counted by the worker: once, whatever comes when; and what was there before."""

import asyncio
import random
from datetime import timedelta

from modules.inventory.public import ProductLine
from modules.orders.application.commands import PaymentInstruction
from modules.orders.application.fulfillment_commands import ReasonedCommand
from modules.orders.application.payments.void_payment import VoidPayment
from shared.infra.sql.database import Database
from tests.modules.orders.shop import CAUSE, MANAGER, POLICY
from tests.modules.reports.bookshop import BY_HAND, Bookshop


async def gross(shop: Bookshop) -> int:
    total: int = (await shop.report("sales"))["total"]["gross_cents"]
    return total


async def test_an_event_told_again_changes_nothing(shop: Bookshop) -> None:
    order = await shop.order(("TEA", 3))
    await shop.work()
    async with shop.db.begin() as tx:
        for _ in range(3):
            await shop.reports.count_orders()(tx, [order.id, order.id])
        await tx.commit()
    assert await gross(shop) == 300


async def test_an_invoice_counts_when_its_money_is_complete_whatever_the_parcel_did(shop: Bookshop) -> None:
    order = await shop.order(("TEA", 3), wish=PaymentInstruction("invoice"))
    await shop.ship(order, {1: 3})
    await shop.pay(order, 100)
    await shop.work()
    assert await gross(shop) == 0
    await shop.pay(order)
    await shop.work()
    assert await gross(shop) == 300
    assert await shop.wrong() == {}


async def test_money_recorded_in_error_counts_no_more(shop: Bookshop) -> None:
    void = VoidPayment(shop.orders.begin(), shop.orders.stock(), POLICY)
    order = await shop.order(("TEA", 3), wish=PaymentInstruction("invoice"))
    await shop.pay(order, 100)
    await shop.pay(order)
    for payment in (await shop.read(order.id)).payments:
        await shop.work()
        assert await gross(shop) == 300
        await void(ReasonedCommand(MANAGER, CAUSE, payment.id, reason="The wrong order."))
        await shop.work()
        assert await gross(shop) == 0
        assert await shop.wrong() == {}
        await shop.pay(order)


async def test_workers_at_once_count_once(shop: Bookshop) -> None:
    orders = [await shop.order(("TEA", 1), ("POT", 1)) for _ in range(8)]

    async def count(seed: int) -> None:
        ids = [order.id for order in orders]
        random.Random(seed).shuffle(ids)
        for part in (ids[:5], ids[3:]):
            async with shop.db.begin() as tx:
                await shop.reports.count_orders()(tx, part)
                await tx.commit()

    await asyncio.gather(*(count(seed) for seed in range(4)))
    assert await gross(shop) == 8000
    await shop.work()
    assert await shop.wrong() == {}


async def test_orders_of_before_are_counted_once_everything_new_is_told(db: Database) -> None:
    shop = Bookshop(db)
    await shop.stock(ProductLine("TEA", "Tea", 100, 1000, 2000))
    before = [await shop.order(("TEA", 1)) for _ in range(3)]
    await shop.keep()
    assert (await shop.report("sales"))["watermark"] is None
    await shop.listen()
    await shop.order(("TEA", 10))
    await shop.keep()
    await shop.keep()
    assert await gross(shop) == 1300
    assert (await shop.report("sales"))["watermark"] is not None
    await shop.work()
    assert await gross(shop) == 1300
    await shop.cancel(before[0])
    await shop.work()
    assert (await shop.report("sales"))["total"]["refunded_cents"] == 100
    assert await shop.wrong() == {}


async def test_nobody_catches_up_before_new_events_are_told(db: Database) -> None:
    db.clock_shift = timedelta(0)
    shop = Bookshop(db)
    await shop.listen()
    await shop.run("UPDATE platform.consumers SET registered_at = now()")
    assert not await shop.reports.catch_up()()
    assert (await shop.report("sales"))["watermark"] is None
    db.clock_shift += timedelta(minutes=1)
    await shop.keep()
    assert (await shop.report("sales"))["watermark"] is not None


async def test_the_watermark_is_the_oldest_that_is_not_counted(shop: Bookshop) -> None:
    quiet = await shop.report("sales")
    assert quiet["watermark"] == quiet["generated_at"]
    order = await shop.order(("TEA", 1))
    shop.db.clock_shift += timedelta(hours=1)
    late = await shop.report("top-customers")
    assert late["watermark"] == order.created_at.isoformat().replace("+00:00", "Z")
    assert late["items"] == []
    await shop.work()
    caught_up = await shop.report("top-customers")
    assert caught_up["watermark"] == caught_up["generated_at"]


async def test_what_was_given_up_holds_the_watermark(shop: Bookshop) -> None:
    order = await shop.order(("TEA", 1))
    await shop.run(
        """
        WITH gone AS (DELETE FROM platform.deliveries RETURNING event_id, consumer)
        INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)
        SELECT event_id, consumer, 12, 'broken', now() FROM gone
        """
    )
    shop.db.clock_shift += timedelta(hours=1)
    report = await shop.report("sales")
    assert report["watermark"] == order.created_at.isoformat().replace("+00:00", "Z")
    assert await shop.wrong() == {}


async def test_a_rebuild_puts_right_whatever_was_wrong(shop: Bookshop) -> None:
    await shop.order(("TEA", 3), ("POT", 1), wish=BY_HAND)
    await shop.work()
    before = await shop.report("products")
    await shop.run(
        "UPDATE reports.products SET units = units + 5",
        "DELETE FROM reports.sales",
        "UPDATE reports.orders SET counted = '{}'",
    )
    assert await shop.wrong() != {}
    told: list[int] = []
    assert await shop.reports.rebuild()(told.append) == 1
    assert told == [1]
    after = await shop.report("products")
    assert after["items"] == before["items"]
    assert await gross(shop) == 1200
    assert await shop.wrong() == {}


async def test_a_rebuild_beside_a_shop_at_work_misses_nothing(shop: Bookshop) -> None:
    for _ in range(5):
        await shop.order(("TEA", 1))
    await shop.work()

    async def sell() -> None:
        for _ in range(6):
            await shop.order(("POT", 1))
            await shop.work()

    await asyncio.gather(sell(), shop.reports.rebuild()(lambda _: None))
    await shop.work()
    assert await gross(shop) == 5 * 100 + 6 * 900
    assert await shop.wrong() == {}


async def test_another_time_zone_is_seen_and_a_rebuild_counts_by_it(shop: Bookshop) -> None:
    await shop.order(("TEA", 1))
    await shop.refused(("CUP", 11))
    await shop.work()
    shop.let_settle()
    await shop.keep()
    today = (await shop.report("sales"))["items"][-1]["period"]
    shop.reports = shop.reporting("Pacific/Kiritimati")
    assert set(await shop.wrong()) == {"reports.days", "reports.orders", "reports.refused"}
    await shop.reports.rebuild()(lambda _: None)
    assert await shop.wrong() == {}
    tomorrow = (await shop.report("sales"))["items"][-1]
    assert tomorrow["period"] > today
    assert tomorrow["order_count"] == 1


async def test_an_invoice_that_a_return_settles_is_a_sale_at_once(shop: Bookshop) -> None:
    """Of 1,000, 600 are paid; goods worth 400 come back: nothing is owed, and no money moves."""
    order = await shop.order(("TEA", 10), wish=PaymentInstruction("invoice"))
    await shop.ship(order, {1: 10})
    await shop.pay(order, 600)
    returned = await shop.receive_back(order, {1: 4})
    await shop.work()
    assert await gross(shop) == 0
    await shop.refund_return(returned)
    assert ((settled := await shop.read(order.id)).outstanding_cents, settled.refunds) == (0, [])
    await shop.work()
    assert await gross(shop) == 600
    assert await shop.wrong() == {}
