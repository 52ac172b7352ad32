"""Generates a shop: the same seed and sizes give identical files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from entrypoints.development.shop_data.files import CANCELLATIONS, CATALOG, ODD_LINES, ORDER_LINES, ORDERS, STOCK_PLAN
from entrypoints.development.shop_data.generator.cancellations import cancellations, odd_lines
from entrypoints.development.shop_data.generator.catalog import Article, generate_articles
from entrypoints.development.shop_data.generator.opening_hours import time_within_days
from entrypoints.development.shop_data.generator.orders import orders
from entrypoints.development.shop_data.rows import Cancellation, OddLine, Order, OrderLine, Product, Stock

SHORT_SHARE = 0.1
SERVED_PERCENT = 60
IDLE_STOCK = 10


@dataclass(frozen=True, slots=True)
class Shop:
    """Contents of a shop's files; the catalogue is sorted by SKU, orders by time."""

    catalog: Sequence[Product]
    stock_plan: Sequence[Stock]
    orders: Sequence[tuple[Order, list[OrderLine]]]
    cancellations: Sequence[Cancellation]
    odd_lines: Sequence[OddLine]

    def write(self, folder: Path) -> None:
        """Write the six files into the folder; create it if needed."""
        folder.mkdir(parents=True, exist_ok=True)
        CATALOG.write(folder, self.catalog)
        STOCK_PLAN.write(folder, self.stock_plan)
        ORDERS.write(folder, (order for order, _ in self.orders))
        ORDER_LINES.write(folder, (line for _, lines in self.orders for line in lines))
        CANCELLATIONS.write(folder, self.cancellations)
        ODD_LINES.write(folder, self.odd_lines)


def generate_shop(seed: int, order_count: int, sku_count: int) -> Shop:
    """Generate a shop. Each part has its own random stream, so more orders do not change the products."""
    choice = generate_articles(Random(f"{seed}/articles"), sku_count)
    sold = list(orders(Random(f"{seed}/orders"), choice, order_count))
    demand: Counter[str] = Counter()
    for _, lines in sold:
        for line in lines:
            demand[line.sku] += line.quantity
    by_time = sorted(cancellations(Random(f"{seed}/cancellations"), sold), key=lambda line: (line.at, line.cancel_ref))
    return Shop(
        catalog=sorted(_catalog(Random(f"{seed}/catalogue"), choice, demand, sold), key=lambda row: row.sku),
        stock_plan=sorted(_stock_plan(Random(f"{seed}/stock"), choice, demand), key=lambda row: row.sku),
        orders=sold,
        cancellations=by_time,
        odd_lines=list(odd_lines(Random(f"{seed}/odd"), sold)),
    )


def _catalog(
    random: Random,
    choice: Sequence[Article],
    demand: Mapping[str, int],
    sold: Sequence[tuple[Order, list[OrderLine]]],
) -> Iterator[Product]:
    first = {line.sku: order.placed_at for order, lines in reversed(sold) for line in lines}
    last = sold[-1][0].placed_at if sold else "2010-12-01T08:00:00Z"
    for article in choice:
        first_sold_at = first.get(article.sku) or time_within_days(random, last, 250)
        year = demand.get(article.sku, 0) + random.randrange(1, 400)
        yield Product(
            sku=article.sku,
            name=article.name,
            unit_price_cents=article.price_cents,
            first_sold_at=first_sold_at,
            demand_units=year,
        )


def _stock_plan(random: Random, choice: Sequence[Article], demand: Mapping[str, int]) -> Iterator[Stock]:
    """One in ten SKUs with demand gets three fifths of it in stock, the others all of it."""
    for article in choice:
        units = demand.get(article.sku, 0)
        stock = units * SERVED_PERCENT // 100 if units and random.random() < SHORT_SHARE else units or IDLE_STOCK
        yield Stock(sku=article.sku, demand_units=units, initial_stock=stock, short=max(0, units - stock))
