"""Orders are counted once, whatever the order of events; older orders are backfilled."""

import asyncio
import random
from datetime import timedelta

from modules.inventory.public import ProductLine
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.void_payment import VoidPayment, VoidPaymentCommand
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.shop import MANAGER, METADATA, POLICY
from tests.modules.reports.report_shop import MANUAL_PAYMENT, ReportShop


async def gross(shop: ReportShop) -> int:
    total: int = (await shop.report("sales"))["total"]["gross_cents"]
    return total


async def test_a_repeated_event_changes_nothing(shop: ReportShop) -> None:
    order = await shop.order(("TEA", 3))
    await shop.deliver_events()
    async with shop.db.begin() as tx:
        for _ in range(3):
            await resolve(shop.reports.count_orders)(tx, [order.id, order.id])
        await tx.commit()
    assert await gross(shop) == 300


async def test_an_invoice_counts_once_fully_paid(shop: ReportShop) -> None:
    order = await shop.order(("TEA", 3), instruction=PaymentInstruction(method="invoice"))
    await shop.ship(order, {1: 3})
    await shop.pay(order, 100)
    await shop.deliver_events()
    assert await gross(shop) == 0
    await shop.pay(order)
    await shop.deliver_events()
    assert await gross(shop) == 300
    assert await shop.violations() == {}


async def test_a_voided_payment_no_longer_counts(shop: ReportShop) -> None:
    void = VoidPayment(resolve(shop.orders.transactions).begin, resolve(shop.orders.stock), POLICY)
    order = await shop.order(("TEA", 3), instruction=PaymentInstruction(method="invoice"))
    await shop.pay(order, 100)
    await shop.pay(order)
    for payment in (await shop.read(order.id)).payments:
        await shop.deliver_events()
        assert await gross(shop) == 300
        await void(
            VoidPaymentCommand(principal=MANAGER, metadata=METADATA, resource_id=payment.id, reason="The wrong order.")
        )
        await shop.deliver_events()
        assert await gross(shop) == 0
        assert await shop.violations() == {}
        await shop.pay(order)


async def test_concurrent_workers_count_once(shop: ReportShop) -> None:
    orders = [await shop.order(("TEA", 1), ("POT", 1)) for _ in range(8)]

    async def count(seed: int) -> None:
        ids = [order.id for order in orders]
        random.Random(seed).shuffle(ids)
        for part in (ids[:5], ids[3:]):
            async with shop.db.begin() as tx:
                await resolve(shop.reports.count_orders)(tx, part)
                await tx.commit()

    await asyncio.gather(*(count(seed) for seed in range(4)))
    assert await gross(shop) == 8000
    await shop.deliver_events()
    assert await shop.violations() == {}


async def test_earlier_orders_are_counted_after_new_events_are_consumed(db: Database) -> None:
    shop = ReportShop(db)
    await shop.stock(ProductLine("TEA", "Tea", 100, 1000, 2000))
    before = [await shop.order(("TEA", 1)) for _ in range(3)]
    await shop.run_jobs()
    assert (await shop.report("sales"))["watermark"] is None
    await shop.subscribe()
    await shop.order(("TEA", 10))
    await shop.run_jobs()
    await shop.run_jobs()
    assert await gross(shop) == 1300
    assert (await shop.report("sales"))["watermark"] is not None
    await shop.deliver_events()
    assert await gross(shop) == 1300
    await shop.cancel(before[0])
    await shop.deliver_events()
    assert (await shop.report("sales"))["total"]["refunded_cents"] == 100
    assert await shop.violations() == {}


async def test_no_process_catches_up_before_new_events_are_consumed(db: Database) -> None:
    db.clock_shift = timedelta(0)
    shop = ReportShop(db)
    await shop.subscribe()
    await shop.run("UPDATE platform.consumers SET registered_at = now()")
    assert not await resolve(shop.reports.catch_up)()
    assert (await shop.report("sales"))["watermark"] is None
    db.clock_shift += timedelta(minutes=1)
    await shop.run_jobs()
    assert (await shop.report("sales"))["watermark"] is not None


async def test_the_watermark_is_the_oldest_uncounted_event(shop: ReportShop) -> None:
    quiet = await shop.report("sales")
    assert quiet["watermark"] == quiet["generated_at"]
    order = await shop.order(("TEA", 1))
    shop.db.clock_shift += timedelta(hours=1)
    late = await shop.report("top-customers")
    assert late["watermark"] == order.created_at.isoformat().replace("+00:00", "Z")
    assert late["items"] == []
    await shop.deliver_events()
    caught_up = await shop.report("top-customers")
    assert caught_up["watermark"] == caught_up["generated_at"]


async def test_a_dead_letter_holds_the_watermark(shop: ReportShop) -> None:
    order = await shop.order(("TEA", 1))
    await shop.run("""
        WITH gone AS (DELETE FROM platform.deliveries RETURNING event_id, consumer)
        INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)
        SELECT event_id, consumer, 12, 'broken', now() FROM gone
        """)
    shop.db.clock_shift += timedelta(hours=1)
    report = await shop.report("sales")
    assert report["watermark"] == order.created_at.isoformat().replace("+00:00", "Z")
    assert await shop.violations() == {}


async def test_a_rebuild_corrects_wrong_counters(shop: ReportShop) -> None:
    await shop.order(("TEA", 3), ("POT", 1), instruction=MANUAL_PAYMENT)
    await shop.deliver_events()
    before = await shop.report("products")
    await shop.run(
        "UPDATE reports.products SET units = units + 5",
        "DELETE FROM reports.sales",
        "UPDATE reports.orders SET counted = '{}'",
    )
    assert await shop.violations() != {}
    progress: list[int] = []
    assert await resolve(shop.reports.rebuild)(progress.append) == 1
    assert progress == [1]
    after = await shop.report("products")
    assert after["items"] == before["items"]
    assert await gross(shop) == 1200
    assert await shop.violations() == {}


async def test_a_rebuild_concurrent_with_orders_misses_nothing(shop: ReportShop) -> None:
    for _ in range(5):
        await shop.order(("TEA", 1))
    await shop.deliver_events()

    async def sell() -> None:
        for _ in range(6):
            await shop.order(("POT", 1))
            await shop.deliver_events()

    await asyncio.gather(sell(), resolve(shop.reports.rebuild)(lambda _: None))
    await shop.deliver_events()
    assert await gross(shop) == 5 * 100 + 6 * 900
    assert await shop.violations() == {}


async def test_a_changed_time_zone_is_detected_and_applied_by_a_rebuild(shop: ReportShop) -> None:
    await shop.order(("TEA", 1))
    await shop.refused(("CUP", 11))
    await shop.deliver_events()
    shop.pass_transaction_time()
    await shop.run_jobs()
    today = (await shop.report("sales"))["items"][-1]["period"]
    shop.reports = shop.create_reports("Pacific/Kiritimati")
    assert set(await shop.violations()) == {
        "reports.timezone_matches",
        "reports.orders_counted",
        "reports.unmet_demand_counted_once",
    }
    await resolve(shop.reports.rebuild)(lambda _: None)
    assert await shop.violations() == {}
    tomorrow = (await shop.report("sales"))["items"][-1]
    assert tomorrow["period"] > today
    assert tomorrow["order_count"] == 1


async def test_an_invoice_settled_by_a_return_is_a_sale(shop: ReportShop) -> None:
    """Of 1,000, 600 are paid; goods worth 400 are returned: nothing is outstanding, and nothing is refunded."""
    order = await shop.order(("TEA", 10), instruction=PaymentInstruction(method="invoice"))
    await shop.ship(order, {1: 10})
    await shop.pay(order, 600)
    returned = await shop.receive_back(order, {1: 4})
    await shop.deliver_events()
    assert await gross(shop) == 0
    await shop.refund_return(returned)
    assert ((settled := await shop.read(order.id)).outstanding_cents, settled.refunds) == (0, ())
    await shop.deliver_events()
    assert await gross(shop) == 600
    assert await shop.violations() == {}
