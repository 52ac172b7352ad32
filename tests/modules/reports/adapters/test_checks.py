"""Doctor finds wrong figures in reports and reports no others."""

import pytest

from shared.infra.injection import resolve
from tests.modules.reports.report_shop import ReportShop

PLANTED = {
    "reports.totals_match_orders": [
        "UPDATE reports.sales SET gross_cents = gross_cents + 1",
        "DELETE FROM reports.products WHERE sku = 'TEA'",
        "INSERT INTO reports.customers VALUES ('2026-01-01', 99, 1, 100, 0)",
        "UPDATE reports.coupons SET order_count = 2",
    ],
    "reports.unmet_demand_counted_once": [
        "UPDATE reports.refused SET requested_units = requested_units + 1",
        "DELETE FROM reports.refused",
    ],
    "reports.timezone_matches": ["UPDATE reports.progress SET timezone = 'Asia/Tokyo'"],
}


@pytest.fixture
async def shop_with_sales(shop: ReportShop) -> ReportShop:
    await shop.issue("SPRING")
    await shop.order(("TEA", 3), coupon_code="SPRING")
    await shop.refused(("CUP", 11))
    await shop.deliver_events()
    shop.pass_transaction_time()
    await shop.run_jobs()
    assert await shop.violations() == {}
    return shop


async def test_a_wrong_figure_is_found(shop_with_sales: ReportShop) -> None:
    for check, statements in PLANTED.items():
        for planted in statements:
            await shop_with_sales.run(planted)
            found = await shop_with_sales.violations()
            assert set(found) == {check}, planted
            assert all(violation.subject and violation.detail for violation in found[check])
            await resolve(shop_with_sales.reports.rebuild)(lambda _: None)
            assert await shop_with_sales.violations() == {}


async def test_an_order_counted_differently_from_its_state_is_found(shop_with_sales: ReportShop) -> None:
    await shop_with_sales.run(
        "UPDATE reports.orders SET counted = '{}'",
        "DELETE FROM reports.sales",
        "DELETE FROM reports.products",
        "DELETE FROM reports.customers",
        "DELETE FROM reports.coupons",
    )
    found = await shop_with_sales.violations()
    assert set(found) == {"reports.orders_counted"}
    assert [violation.subject for violation in found["reports.orders_counted"]] == ["order:1"]


async def test_pending_events_are_not_a_violation(shop_with_sales: ReportShop) -> None:
    await shop_with_sales.order(("POT", 1))
    assert await shop_with_sales.violations() == {}
    await shop_with_sales.run("UPDATE platform.deliveries SET done_at = now() WHERE done_at IS NULL")
    assert set(await shop_with_sales.violations()) == {"reports.orders_counted"}
