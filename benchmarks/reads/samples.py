"""The requests of each scenario, whose responses are checked against the database before the measurement."""

from collections.abc import Mapping, Sequence

import asyncpg
import orjson

from benchmarks.load.baskets import sku
from benchmarks.load.scenarios import AVAILABILITY, BY_ID, CACHED_PRODUCT, LIST_DEEP, LIST_START, STORED_PRODUCT
from benchmarks.reads.account import Account
from benchmarks.reads.filled_orders import PRICE_CENTS, available_units, stored_orders, stored_position
from benchmarks.reads.read_request import ReadRequest, check_availability, check_orders, check_product
from benchmarks.reads.read_system import Reading
from entrypoints.configuration.module_policies import derive_keys
from shared.infra.http.lists.cursors import Cursors

PAGE = 20
PAGES = 10
LONGEST_PAGE = 100
IDS = 200
NEWEST_FIRST = "orders -created_at,-id "
"""What the cursors of the list of orders are bound to: its name and order, and no filters."""
PRODUCTS = 100


async def order_readings(
    connection: asyncpg.Connection, buyer: Account, customer: int, *, orders: int, keys: str
) -> Mapping[str, Reading]:
    """Orders by id, and pages of the buyer's list at the first cursor and near the last one."""
    ids = []
    for number in range(IDS):
        stored = await stored_orders(connection, customer, skipped=number * (orders // IDS), limit=1)
        one = await buyer.read(f"/v1/orders/{stored[0].id}")
        check_orders(one.body, stored)
        ids.append(one)
    start = await pages(connection, buyer, customer, skipped=LONGEST_PAGE, keys=keys)
    deep = await pages(connection, buyer, customer, skipped=last_pages(orders), keys=keys)
    return {
        BY_ID.name: Reading(ids, buyer.token),
        LIST_START.name: Reading(start, buyer.token),
        LIST_DEEP.name: Reading(deep, buyer.token),
    }


async def product_readings(connection: asyncpg.Connection, buyer: Account, admin: Account) -> Mapping[str, Reading]:
    """Products and availability; an administrator may edit products, so reads them from the database."""
    skus = [sku(number) for number in range(1, PRODUCTS + 1)]
    products = [await buyer.read(f"/v1/products/{name}") for name in skus]
    for name, one in zip(skus, products, strict=True):
        check_product(one.body, name, PRICE_CENTS)
    availability = await buyer.read("/v1/inventory/availability?sku=" + "&sku=".join(skus))
    check_availability(availability.body, await available_units(connection, skus))
    return {
        CACHED_PRODUCT.name: Reading(products, buyer.token),
        STORED_PRODUCT.name: Reading(products, admin.token),
        AVAILABILITY.name: Reading([availability], buyer.token),
    }


def last_pages(orders: int) -> int:
    """The number of orders before the pages near the last cursor."""
    return orders // LONGEST_PAGE * LONGEST_PAGE - 3 * LONGEST_PAGE


async def pages(
    connection: asyncpg.Connection, buyer: Account, customer: int | None, *, skipped: int, keys: str
) -> Sequence[ReadRequest]:
    """Consecutive pages of the customer's orders, or of all, after `skipped` orders, at least one.

    Begins with a cursor signed with the shop's secret `keys`: following the cursors of a million orders would take
    minutes. The pages are compared with the database, so a cursor for another place is noticed.
    """
    cursors = Cursors(derive_keys("cursors", [keys]))
    cursor = f"&cursor={cursors.seal(NEWEST_FIRST, await stored_position(connection, customer, skipped))}"
    found = []
    for number in range(PAGES):
        page = await buyer.read(f"/v1/orders?limit={PAGE}{cursor}")
        check_orders(page.body, await stored_orders(connection, customer, skipped=skipped + number * PAGE, limit=PAGE))
        found.append(page)
        cursor = _next(page.body)
    return found


def _next(body: bytes) -> str:
    return f"&cursor={orjson.loads(body)['next_cursor']}"
