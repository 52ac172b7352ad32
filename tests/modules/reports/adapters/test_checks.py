"""Doctor sees what is wrong with reports, and nothing else."""

import pytest

from tests.modules.reports.bookshop import Bookshop

PLANTED = {
    "reports.sums": [
        "UPDATE reports.sales SET gross_cents = gross_cents + 1",
        "DELETE FROM reports.products WHERE sku = 'TEA'",
        "INSERT INTO reports.customers VALUES ('2026-01-01', 99, 1, 100, 0)",
        "UPDATE reports.coupons SET order_count = 2",
    ],
    "reports.refused": [
        "UPDATE reports.refused SET requested_units = requested_units + 1",
        "DELETE FROM reports.refused",
    ],
    "reports.days": ["UPDATE reports.progress SET timezone = 'Asia/Tokyo'"],
}


@pytest.fixture
async def busy(shop: Bookshop) -> Bookshop:
    await shop.issue("SPRING")
    await shop.order(("TEA", 3), coupon_code="SPRING")
    await shop.refused(("CUP", 11))
    await shop.work()
    shop.let_settle()
    await shop.keep()
    assert await shop.wrong() == {}
    return shop


async def test_a_wrong_figure_is_found(busy: Bookshop) -> None:
    for check, statements in PLANTED.items():
        for planted in statements:
            await busy.run(planted)
            found = await busy.wrong()
            assert set(found) == {check}, planted
            assert all(violation.subject and violation.detail for violation in found[check])
            await busy.reports.rebuild()(lambda _: None)
            assert await busy.wrong() == {}


async def test_an_order_that_is_counted_otherwise_than_it_stands_is_found(busy: Bookshop) -> None:
    await busy.run(
        "UPDATE reports.orders SET counted = '{}'",
        "DELETE FROM reports.sales",
        "DELETE FROM reports.products",
        "DELETE FROM reports.customers",
        "DELETE FROM reports.coupons",
    )
    found = await busy.wrong()
    assert set(found) == {"reports.orders"}
    assert [violation.subject for violation in found["reports.orders"]] == ["order:1"]


async def test_news_that_is_under_way_is_no_mistake(busy: Bookshop) -> None:
    await busy.order(("POT", 1))
    assert await busy.wrong() == {}
    await busy.run("UPDATE platform.deliveries SET done_at = now() WHERE done_at IS NULL")
    assert set(await busy.wrong()) == {"reports.orders"}
