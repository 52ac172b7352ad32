"""The routes of reports: JSON and CSV, refusals, and a fixed number of statements."""

import csv
from datetime import timedelta

import pytest

from modules.inventory.application.catalog.change_product import ChangeProductCommand
from modules.inventory.application.locations.create_location import CreateLocationCommand
from modules.inventory.application.stock.restock_product import RestockProductCommand
from modules.inventory.public import ProductLine
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.principal import SYSTEM
from shared.kernel.values.quantity import MAX_QUANTITY, MAX_SAFE_INTEGER
from tests.modules.orders.shop import METADATA
from tests.modules.reports.report_shop import ReportShop
from tests.statements import noted

RANGE_REPORTS = ("sales", "products", "top-customers", "coupons", "unmet-demand")
ALL_REPORTS = (*RANGE_REPORTS, "low-stock", "inventory-valuation")
STATEMENTS = {  # the in-memory customers take none, the users module takes one
    "sales": 2,
    "products": 3,
    "top-customers": 2,
    "coupons": 2,
    "unmet-demand": 3,
    "low-stock": 1,
    "inventory-valuation": 1,
}


@pytest.fixture
async def shop_with_sales(shop: ReportShop) -> ReportShop:
    await shop.issue("SPRING")
    await shop.order(("TEA", 3), ("POT", 1), coupon_code="SPRING", shipping_method="express")
    await shop.order(("TEA", 1), customer_id=8)
    cups = await shop.order(("CUP", 2), customer_id=9)
    await shop.ship(cups, {1: 1})
    await shop.refund(cups, units={1: 1})
    await shop.refused(("CUP", 11))
    await shop.deliver_events()
    return shop


async def test_the_report_on_sales(shop_with_sales: ReportShop) -> None:
    report = await shop_with_sales.report("sales", group="country")
    figures = {
        "order_count": 3,
        "units": 7,
        "gross_cents": 2279,
        "discount_cents": 120,
        "shipping_cents": 599,
        "tax_cents": 201,
        "refunded_cents": 250,
        "net_cents": 2029,
        "own_refunded_cents": 250,
    }

    assert report["items"] == [{"period": None, "country": "GB", **figures}]
    assert report["total"] == figures
    assert (report["currency"], report["group"], report["timezone"]) == ("GBP", "country", "America/New_York")
    assert set(report) >= {"from", "to", "generated_at", "watermark"}


async def test_best_sellers_by_units_or_revenue(shop_with_sales: ReportShop) -> None:
    by_units = (await shop_with_sales.report("products"))["items"]
    assert [(row["sku"], row["name"], row["units"]) for row in by_units] == [
        ("TEA", "Tea", 4),
        ("CUP", "Cup", 2),
        ("POT", "Pot", 1),
    ]

    assert (by_units[1]["refunded_units"], by_units[1]["refunded_cents"]) == (1, 250)
    first = await shop_with_sales.report("products", sort="-revenue_cents", limit=1)
    assert [row["sku"] for row in first["items"]] == ["POT"]
    assert first["truncated"]


async def test_customers_are_named_until_they_are_erased(shop_with_sales: ReportShop) -> None:
    shop_with_sales.customers.erased.add(8)
    rows = (await shop_with_sales.report("top-customers"))["items"]
    assert rows == [
        {"id": 7, "email": "7@example.com", "order_count": 1, "total_spent_cents": 1679},
        {"id": 9, "email": "9@example.com", "order_count": 1, "total_spent_cents": 250},
        {"id": 8, "email": None, "order_count": 1, "total_spent_cents": 100},
    ]


async def test_coupons_and_their_discounts_are_reported(shop_with_sales: ReportShop) -> None:
    assert (await shop_with_sales.report("coupons"))["items"] == [
        {"code": "SPRING", "order_count": 1, "discount_cents": 120, "revenue_cents": 1679, "refunded_cents": 0}
    ]


async def test_stock_is_valued_at_sale_prices(shop_with_sales: ReportShop) -> None:
    await resolve(shop_with_sales.inventory.create_location)(
        CreateLocationCommand(principal=SYSTEM, metadata=METADATA, code="EAST", name="East", country="GB")
    )
    await resolve(shop_with_sales.inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="POT", quantity=3, location_code="EAST")
    )
    report = await shop_with_sales.report("inventory-valuation")
    east, main = report["items"]
    assert (east["location_code"], east["skus"], east["retail_value_cents"]) == ("EAST", 1, 2700)
    assert (main["skus"], main["on_hand_units"], main["reserved_units"]) == (3, 2009, 6)
    assert main["retail_value_cents"] == 1000 * 100 + 1000 * 900 + 9 * 250
    assert report["total"]["retail_value_cents"] == main["retail_value_cents"] + 2700


async def test_no_sum_is_too_large_for_a_report(shop_with_sales: ReportShop) -> None:
    dear = {"price_cents": 10**11}
    await resolve(shop_with_sales.inventory.change_product)(
        ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="CUP", changes=dear)
    )
    for code in ("EAST", "WEST"):
        await resolve(shop_with_sales.inventory.create_location)(
            CreateLocationCommand(principal=SYSTEM, metadata=METADATA, code=code, name=code, country="GB")
        )
        await resolve(shop_with_sales.inventory.restock)(
            RestockProductCommand(
                principal=SYSTEM, metadata=METADATA, sku="CUP", quantity=MAX_QUANTITY, location_code=code
            )
        )
    report = await shop_with_sales.report("inventory-valuation")
    east, main, west = report["items"]
    assert (east["on_hand_units"], east["retail_value_cents"], west["retail_value_cents"]) == (
        MAX_QUANTITY,
        MAX_SAFE_INTEGER,
        MAX_SAFE_INTEGER,
    )
    assert main["retail_value_cents"] == 1000 * 100 + 1000 * 900 + 9 * 10**11
    assert report["total"]["retail_value_cents"] == MAX_SAFE_INTEGER
    await shop_with_sales.run("UPDATE reports.products SET revenue_cents = 3 * 9223372036854775807::numeric")
    assert {row["revenue_cents"] for row in (await shop_with_sales.report("products"))["items"]} == {MAX_SAFE_INTEGER}


async def test_low_stock_uses_the_rule_of_the_inventory(shop_with_sales: ReportShop) -> None:
    assert (await shop_with_sales.report("low-stock"))["items"] == []
    rows = (await shop_with_sales.report("low-stock", threshold=8))["items"]
    assert rows == [{"sku": "CUP", "name": "Cup", "available": 8, "on_hand": 9, "threshold": 8}]


async def test_reports_are_available_as_csv(shop_with_sales: ReportShop) -> None:
    for name in ALL_REPORTS:
        report = await shop_with_sales.report(name)
        async with shop_with_sales.http() as client:
            response = await client.get(f"/v1/reports/{name}", headers={"Accept": "text/csv"})
            plain = await client.get(f"/v1/reports/{name}")
        assert response.headers["content-type"].startswith("text/csv")
        assert all("Accept" in one.headers["vary"].split(", ") for one in (response, plain))
        assert f'filename="{name}' in response.headers["content-disposition"]
        assert response.headers["report-generated-at"] >= report["generated_at"]
        assert response.headers["report-watermark"] == response.headers["report-generated-at"]
        rows = list(csv.DictReader(response.text.splitlines()))
        assert len(rows) == len(report["items"])
        for row, item in zip(rows, report["items"], strict=True):
            assert row == {column: "" if item[column] is None else str(item[column]) for column in row}


async def test_the_number_of_statements_is_constant(
    shop_with_sales: ReportShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def counted() -> dict[str, int]:
        counts = {}
        for name in ALL_REPORTS:
            with monkeypatch.context() as patch:
                seen = noted(patch)
                await shop_with_sales.report(name)
                counts[name] = len(seen)
        return counts

    assert await counted() == STATEMENTS
    for customer in (7, 8, 9):
        shop_with_sales.db.clock_shift += timedelta(days=1)
        await shop_with_sales.order(("TEA", 1), ("POT", 2), customer_id=customer)
    await shop_with_sales.refused(("CUP", 50), ("TEA", 5000))
    await shop_with_sales.deliver_events()
    assert await counted() == STATEMENTS


WRONG_DAYS = [
    ({"from": "2026-01-02", "to": "2026-01-02"}, "/query/from", "empty_range"),
    ({"from": "2025-01-01", "to": "2026-01-03"}, "/query/from", "range_too_long"),
    ({"from": "0001-01-01"}, "/query/from", "out_of_range"),
    ({"from": "9999-12-31"}, "/query/from", "out_of_range"),
    ({"to": "9999-12-31"}, "/query/to", "out_of_range"),
    ({"from": "2026-02-30"}, "/query/from", "date_from_datetime_parsing"),
    ({"from": "1700000000"}, "/query/from", "value_error"),
    ({"from": "2026-01-01T00:00:00Z"}, "/query/from", "value_error"),
    ({"to": "tomorrow"}, "/query/to", "value_error"),
]
WRONG_REST = [
    ("sales", {"group": "year"}),
    ("products", {"sort": "units"}),
    ("products", {"limit": "0"}),
    ("top-customers", {"limit": "1001"}),
    ("low-stock", {"threshold": "-1"}),
    ("coupons", {"limit": "1e2"}),
]


async def test_wrong_days_are_refused(shop: ReportShop) -> None:
    async with shop.http() as client:
        for name in RANGE_REPORTS:
            for query, pointer, code in WRONG_DAYS:
                response = await client.get(f"/v1/reports/{name}", params=query)
                assert response.status_code == 422
                (error,) = response.json()["errors"]
                assert (error["pointer"], error["code"]) == (pointer, code)


async def test_days_that_end_before_they_begin_are_refused_naming_both(shop: ReportShop) -> None:
    async with shop.http() as client:
        for name in RANGE_REPORTS:
            response = await client.get(f"/v1/reports/{name}", params={"from": "2026-01-03", "to": "2026-01-02"})
            errors = [(error["pointer"], error["code"]) for error in response.json()["errors"]]
            assert errors == [("/query/from", "empty_range"), ("/query/to", "empty_range")]


async def test_out_of_range_parameters_are_rejected(shop: ReportShop) -> None:
    async with shop.http() as client:
        for name, query in WRONG_REST:
            response = await client.get(f"/v1/reports/{name}", params=query)
            assert (response.status_code, response.json()["code"]) == (422, "validation_failed"), name
        unknown = await client.get("/v1/reports/sales", params={"since": "2026-01-01"})
        assert unknown.json()["code"] == "unknown_parameter"


async def test_reports_require_their_scope(shop: ReportShop) -> None:
    async with shop.http("customer") as customer, shop.http(None) as stranger:
        for name in ALL_REPORTS:
            response = await customer.get(f"/v1/reports/{name}", params={"from": "nonsense"})
            assert (response.status_code, response.json()["required_scope"]) == (403, "reports:read")
            assert (await stranger.get(f"/v1/reports/{name}")).status_code == 401


async def test_tax_on_top_is_part_of_what_was_paid(db: Database) -> None:
    shop = ReportShop(db, prices_include_tax=False)
    await shop.stock(ProductLine("TEA", "Tea", 100, 1000, 2000))
    await shop.subscribe()
    await shop.run_jobs()
    await shop.order(("TEA", 2), shipping_method="express")
    await shop.deliver_events()
    total = (await shop.report("sales"))["total"]
    assert (total["gross_cents"], total["tax_cents"], total["shipping_cents"]) == (240 + 719, 160, 719)
    (row,) = (await shop.report("products"))["items"]
    assert (row["revenue_cents"], row["tax_cents"]) == (240, 40)
