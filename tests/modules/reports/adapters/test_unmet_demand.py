"""Unmet demand is counted once for each request, by the shop's days, both aggregated and recent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.infra.injection import resolve
from shared.kernel.errors import Conflict
from tests.modules.orders.shop import MANAGER, idempotency_under, order_for
from tests.modules.reports.report_shop import ReportShop


async def rows(shop: ReportShop, **query: object) -> list[tuple[str, int, int, int]]:
    items = (await shop.report("unmet-demand", **query))["items"]
    return [(row["sku"], row["requests"], row["requested_units"], row["short_units"]) for row in items]


async def test_refused_units_are_reported_before_and_after_they_are_summed(shop: ReportShop) -> None:
    await shop.refused(("CUP", 12), ("TEA", 1))
    await shop.refused(("CUP", 11))
    assert await rows(shop) == [("CUP", 2, 23, 3)]
    await shop.run_jobs()
    assert await rows(shop) == [("CUP", 2, 23, 3)]
    shop.pass_transaction_time()
    await shop.run_jobs()
    async with shop.db.read() as reading:
        assert await reading.fetch("SELECT 1 FROM reports.refused")
    await shop.refused(("CUP", 15))
    await shop.refused(("TEA", 2000))
    assert await rows(shop) == [("TEA", 1, 2000, 1000), ("CUP", 3, 38, 8)]
    assert await rows(shop, limit=1) == [("TEA", 1, 2000, 1000)]
    assert (await shop.report("unmet-demand", limit=1))["truncated"]
    assert not (await shop.report("unmet-demand", limit=2))["truncated"]


async def test_one_request_counts_once_and_leaves_its_key_free(shop: ReportShop) -> None:
    instruction = order_for(("CUP", 11), by=MANAGER, customer_id=7)
    place = resolve(shop.orders.place_order)
    for _ in range(3):
        with pytest.raises(Conflict, match="stock"):
            await place(replace(instruction, idempotency=idempotency_under("again")))
    assert await rows(shop) == [("CUP", 1, 11, 1)]
    smaller = order_for(("CUP", 10), by=MANAGER, customer_id=7)
    assert (await place(replace(smaller, idempotency=idempotency_under("again", b"smaller")))).order.id


async def test_a_quote_does_not_count_as_demand(shop: ReportShop) -> None:
    await resolve(shop.orders.quote_order)(order_for(("CUP", 99), by=MANAGER, customer_id=7))
    assert await rows(shop) == []


async def test_days_are_in_the_time_zone_of_the_shop(shop: ReportShop) -> None:
    await shop.refused(("CUP", 11))
    await shop.run("UPDATE inventory.refused_demand SET at = '2026-03-02T04:59:59Z'")
    await shop.refused(("CUP", 12))
    await shop.run("UPDATE inventory.refused_demand SET at = '2026-03-02T05:00:00Z' WHERE requested = 12")
    await shop.run("UPDATE reports.progress SET refused_until = NULL", "DELETE FROM reports.refused")
    await shop.run_jobs()
    report = await shop.report("unmet-demand", **{"from": "2026-03-01", "to": "2026-03-03"})
    assert [(row["day"], row["requested_units"]) for row in report["items"]] == [("2026-03-02", 12), ("2026-03-01", 11)]
    assert await rows(shop, **{"from": "2026-03-01", "to": "2026-03-02"}) == [("CUP", 1, 11, 1)]
    assert await shop.violations() == {}


async def test_demand_is_summed_once(shop: ReportShop) -> None:
    for minutes in (0, 3, 3, 3, 10):
        shop.db.clock_shift += timedelta(minutes=minutes)
        await shop.refused(("CUP", 11))
        await shop.run_jobs()
        await shop.run_jobs()
    assert await rows(shop) == [("CUP", 5, 55, 5)]
    assert await shop.violations() == {}
