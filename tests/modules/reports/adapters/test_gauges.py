"""The gauges of the current day."""

from datetime import timedelta

from shared.infra.injection import resolve
from tests.modules.reports.report_shop import ReportShop


async def measured(shop: ReportShop) -> dict[str, dict[str, float]]:
    found = {}
    for gauge in resolve(shop.reports.module).gauges():
        async with shop.db.snapshot() as tx:
            found[gauge.name] = dict(await gauge.read(tx))
    return found


async def test_the_sales_of_today_are_measured(shop: ReportShop) -> None:
    await shop.order(("TEA", 3))
    await shop.order(("POT", 1))
    await shop.deliver_events()
    assert await measured(shop) == {
        "sales_today_orders": {"": 2},
        "sales_today_cents": {"gross": 1200, "discount": 0, "refunded": 0},
    }
    shop.db.clock_shift += timedelta(days=1)
    assert (await measured(shop))["sales_today_orders"] == {"": 0}
