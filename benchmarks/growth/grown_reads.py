"""The lists and reports that are read among few and among many orders."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import asyncpg
import orjson

from benchmarks.load.baskets import sku
from benchmarks.load.scenarios import Scenario
from benchmarks.reads.account import Account
from benchmarks.reads.read_request import ReadRequest, WrongResponse
from benchmarks.reads.read_system import Reading
from benchmarks.reads.samples import LONGEST_PAGE, last_pages, pages

READERS = 8
REPORTED_DAYS = 3
"""The reports are of the last days, in which both shops have the same orders."""
_LISTS: Mapping[str, str] = {
    "order by id": "/v1/orders/{middle}?expand=payments,shipments",
    "timeline of an order": "/v1/orders/{last}/timeline",
    "orders": "/v1/orders?limit=20",
    "orders of a customer": "/v1/orders?limit=20&customer_id=7",
    "orders by status": "/v1/orders?limit=20&status=completed",
    "orders in a status that none has": "/v1/orders?limit=20&status=expired",
    "orders, a word in most": "/v1/orders?limit=20&q=gmail.com",
    "orders, one reference": "/v1/orders?limit=20&q=web-7777",
    "fulfillment queue": "/v1/fulfillment/queue?limit=20",
    "payments": "/v1/payments?limit=20",
    "shipments": "/v1/shipments?limit=20",
    "refunds": "/v1/refunds?limit=20",
    "returns": "/v1/returns?limit=20",
    "stock ledger": "/v1/inventory/ledger?limit=20",
    "stock ledger of a SKU": f"/v1/inventory/ledger?limit=20&sku={sku(7)}",
    "event feed": "/v1/events?limit=20",
    "delivery backlog": "/v1/admin/outbox",
    "report of sales": "/v1/reports/sales?{days}",
    "report of products": "/v1/reports/products?{days}",
    "report of customers": "/v1/reports/top-customers?{days}",
    "report of coupons": "/v1/reports/coupons?{days}",
    "report of low stock": "/v1/reports/low-stock",
    "report of the stock's value": "/v1/reports/inventory-valuation",
    "report of unmet demand": "/v1/reports/unmet-demand?{days}",
}
EMPTY = frozenset(
    {
        "orders in a status that none has",
        "fulfillment queue",
        "report of coupons",
        "report of low stock",
        "report of unmet demand",
    }
)
"""Lists without a row in a shop whose orders are all settled."""
LISTS = tuple(Scenario(name, READERS) for name in _LISTS)
FIRST_PAGES = Scenario("orders at the first cursor", READERS)
LAST_PAGES = Scenario("orders at the last cursor", READERS)


async def list_readings(admin: Account, orders: int) -> Mapping[str, Reading]:
    """By scenario. Raises WrongResponse if a list is unexpectedly empty."""
    today = datetime.now(UTC).date()
    days = f"from={today - timedelta(days=REPORTED_DAYS)}&to={today - timedelta(days=1)}"
    found: dict[str, Reading] = {}
    for name, template in _LISTS.items():
        path = template.format(days=days, last=orders, middle=orders // 2)
        one = await admin.read(path)
        if name not in EMPTY and is_empty(one.body):
            raise WrongResponse(f"{path}: {one.body[:200]!r}")
        varies = one.body != (await admin.read(path)).body
        found[name] = Reading([replace(one, varies=varies)], admin.token)
    return found


def is_empty(body: bytes) -> bool:
    """Whether a list or a report has no row; a single resource always has one."""
    members = orjson.loads(body)
    return not next((value for value in members.values() if isinstance(value, list)), [members])


async def deep_readings(
    connection: asyncpg.Connection, admin: Account, orders: int, *, keys: str
) -> Mapping[str, Reading]:
    """Pages of all orders at the first and near the last cursor, checked against the database."""
    first: list[ReadRequest] = [*await pages(connection, admin, None, skipped=LONGEST_PAGE, keys=keys)]
    deep: list[ReadRequest] = [*await pages(connection, admin, None, skipped=last_pages(orders), keys=keys)]
    return {FIRST_PAGES.name: Reading(first, admin.token), LAST_PAGES.name: Reading(deep, admin.token)}
