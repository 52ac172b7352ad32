"""Generates orders."""

from collections.abc import Iterator, Sequence
from random import Random

from entrypoints.development.shop_data.generator.catalog import Article
from entrypoints.development.shop_data.generator.customers import Customers
from entrypoints.development.shop_data.generator.distributions import line_price_cents, order_size, quantity, zipf
from entrypoints.development.shop_data.generator.opening_hours import order_times
from entrypoints.development.shop_data.rows import Order, OrderLine

FIRST_ORDER = 700_001


class Assortment:
    """The articles, weighted by popularity."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._weights = zipf(len(articles), 1.6, len(articles) / 25)

    def pick(self, random: Random, count: int) -> list[Article]:
        """`count` articles; an article may occur twice, as on real orders."""
        return random.choices(self._articles, cum_weights=self._weights, k=count)


def orders(random: Random, articles: Sequence[Article], count: int) -> Iterator[tuple[Order, list[OrderLine]]]:
    """Generate `count` orders by date, each with its lines."""
    customers, assortment = Customers(random, count), Assortment(articles)
    ref = FIRST_ORDER
    for placed_at in order_times(random, count):
        customer = customers.next(random)
        chosen = assortment.pick(random, order_size(random))
        lines = [
            OrderLine(
                order_ref=str(ref),
                line_no=number,
                sku=article.sku,
                quantity=quantity(random),
                unit_price_cents=line_price_cents(random, article.price_cents),
            )
            for number, article in enumerate(chosen, 1)
        ]
        order = Order(
            order_ref=str(ref),
            placed_at=placed_at,
            customer_ref=customer.ref,
            country=customer.country,
            lines=len(lines),
            distinct_skus=len({line.sku for line in lines}),
            units=sum(line.quantity for line in lines),
            total_invoice_cents=sum(line.quantity * line.unit_price_cents for line in lines),
            total_catalogue_cents=sum(
                line.quantity * article.price_cents for line, article in zip(lines, chosen, strict=True)
            ),
        )
        yield order, lines
        ref += random.choice((1, 1, 1, 2, 3))
