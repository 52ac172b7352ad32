"""The generated shop is reproducible, realistic and consistent."""

from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from entrypoints.development.shop_data.countries import ALPHA_2
from entrypoints.development.shop_data.folder import ShopFolder
from entrypoints.development.shop_data.generator.shop import generate_shop
from entrypoints.development.shop_data.rows import GUEST

FILES = ("cancellations", "catalogue", "odd_lines", "order_lines", "orders", "stock_plan")


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for run in ("once", "again"):
        generate_shop(7, 60, 80).write(tmp_path / run)
    for name in FILES:
        file = f"{name}.csv.gz"
        assert (tmp_path / "once" / file).read_bytes() == (tmp_path / "again" / file).read_bytes()


def test_another_seed_is_another_shop() -> None:
    assert generate_shop(1, 20, 30).orders != generate_shop(2, 20, 30).orders


def test_more_orders_change_no_product() -> None:
    few, many = generate_shop(3, 10, 50).catalog, generate_shop(3, 200, 50).catalog
    assert [(row.sku, row.name, row.unit_price_cents) for row in few] == [
        (row.sku, row.name, row.unit_price_cents) for row in many
    ]


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), orders=st.integers(0, 40), skus=st.integers(1, 60))
def test_the_files_agree_with_each_other(seed: int, orders: int, skus: int) -> None:
    shop = generate_shop(seed, orders, skus)
    prices = {row.sku: row.unit_price_cents for row in shop.catalog}
    assert len(prices) == skus
    assert min(prices.values()) > 0
    assert len(shop.orders) == orders
    assert len({order.order_ref for order, _ in shop.orders}) == orders
    demand: Counter[str] = Counter()
    for order, lines in shop.orders:
        assert order.lines == len(lines) > 0
        assert [line.line_no for line in lines] == list(range(1, len(lines) + 1))
        assert order.distinct_skus == len({line.sku for line in lines})
        assert order.units == sum(line.quantity for line in lines)
        assert order.total_catalogue_cents == sum(line.quantity * prices[line.sku] for line in lines)
        assert order.total_invoice_cents == sum(line.quantity * line.unit_price_cents for line in lines)
        assert all(1 <= line.quantity <= 100_000 for line in lines)
        demand.update({line.sku: 0 for line in lines})
        for line in lines:
            demand[line.sku] += line.quantity
    assert [order.placed_at for order, _ in shop.orders] == sorted(order.placed_at for order, _ in shop.orders)
    for stock in shop.stock_plan:
        assert stock.demand_units == demand[stock.sku]
        assert stock.short == max(0, stock.demand_units - stock.initial_stock)
    assert {order.country for order, _ in shop.orders} <= ALPHA_2.keys()


def test_the_generated_data_has_the_distribution_of_a_real_shop() -> None:
    shop = generate_shop(1, 4_000, 3_800)
    orders = [order for order, _ in shop.orders]
    sizes = sorted(order.lines for order in orders)
    assert 8 <= sizes[len(sizes) // 2] <= 20
    assert sizes[-1] > 1_000
    quantities = sorted(line.quantity for _, lines in shop.orders for line in lines)
    assert quantities[len(quantities) // 2] <= 4
    assert quantities[-1] > 5_000
    sold = Counter(line.sku for _, lines in shop.orders for line in lines)
    assert sum(count for _, count in sold.most_common(380)) > 0.35 * len(quantities)
    assert 0.85 < sum(order.country == "United Kingdom" for order in orders) / len(orders) < 0.95
    assert 0.07 < sum(order.customer_ref == GUEST for order in orders) / len(orders) < 0.12
    short = sum(stock.short > 0 for stock in shop.stock_plan)
    assert 0.07 < short / len(shop.stock_plan) < 0.13
    assert shop.cancellations
    assert {line.why for line in shop.odd_lines} == {"non_merchandise_code", "price_below_0.01"}


def test_written_files_are_read_back_unchanged(tmp_path: Path) -> None:
    shop = generate_shop(5, 30, 40)
    shop.write(tmp_path)
    folder = ShopFolder(tmp_path)
    assert list(folder.catalog().values()) == shop.catalog
    assert list(folder.stock_plan().values()) == shop.stock_plan
    assert folder.orders() == shop.orders
