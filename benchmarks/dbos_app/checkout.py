"""The checkout: one durable workflow of transactions and a payment step.

DBOS records the result of each transaction in that same transaction, and resumes an interrupted workflow after its
last recorded step. The workflow's id is the buyer's idempotency key, so a repeated request gets the first result.
"""

import os
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource
from sqlalchemy import func

from benchmarks.dbos_app import payment_client
from benchmarks.dbos_app.schema import mails, metadata, order_items, orders, products

CHECKS_STOCK = os.environ.get("SKIP_STOCK_CHECK") is None
"""Without the check the app oversells; the benchmark must detect this."""
CONNECTIONS = 20
PAYMENT_ATTEMPTS = 5

_database_url = os.environ["DATABASE_URL"]
_config: DBOSConfig = {"name": "shop", "system_database_url": _database_url, "log_level": "WARNING"}
DBOS(config=_config)
datasource = SQLAlchemyDatasource.create(_database_url, {"pool_size": CONNECTIONS, "max_overflow": 0})
# A conditional update of one row is exact at this level; at DBOS's default, SERIALIZABLE, it would be retried.
transaction = datasource.transaction(isolation_level="READ COMMITTED")

OrderData = dict[str, Any]


class OutOfStock(Exception):
    """A line cannot be reserved; the whole order is refused."""


def create_tables() -> None:
    metadata.create_all(datasource.engine)


@DBOS.workflow()
def checkout(customer_id: int, wanted: OrderData) -> OrderData:
    """Reserve and, if the order brings a card, charge it and confirm. Raises OutOfStock."""
    order = reserve(customer_id, wanted)
    if wanted["payment"] is None:
        return order
    workflow_id = DBOS.workflow_id
    assert workflow_id is not None
    payment_id = pay(workflow_id, order["id"], order["total_cents"], wanted["payment"]["token"])
    if payment_id is None:
        cancel(order["id"], wanted["items"])
        return {**order, "status": "cancelled"}
    confirm(order["id"], payment_id)
    return {**order, "status": "confirmed"}


@transaction
def reserve(customer_id: int, wanted: OrderData) -> OrderData:
    """Take the stock of all lines and write the order. Raises OutOfStock."""
    items = [_taken(item["sku"], item["quantity"]) for item in sorted(wanted["items"], key=lambda item: item["sku"])]
    total, tax = (sum(item[name] for item in items) for name in ("total_cents", "tax_cents"))
    values = {
        "customer_id": customer_id,
        "status": "pending_payment",
        "subtotal_cents": total,
        "tax_cents": tax,
        "total_cents": total,
        "shipping_address": wanted["shipping_address"],
        "note": wanted["note"],
    }
    session = datasource.sql_session()
    order = session.execute(orders.insert().values(values).returning(orders.c.id, orders.c.created_at)).one()
    created_at: datetime = order.created_at
    session.execute(order_items.insert(), [{"order_id": order.id, **item} for item in items])
    return {"id": order.id, **values, "items": items, "created_at": created_at.isoformat()}


def _taken(sku: str, quantity: int) -> OrderData:
    """Reserve a line's units in one statement and return the line."""
    taking = products.update().where(products.c.sku == sku).values(reserved=products.c.reserved + quantity)
    if CHECKS_STOCK:
        taking = taking.where(products.c.on_hand - products.c.reserved >= quantity)
    product = datasource.sql_session().execute(taking.returning(products)).one_or_none()
    if product is None:
        raise OutOfStock(sku)
    total = product.price_cents * quantity
    return {
        "sku": sku,
        "name": product.name,
        "quantity": quantity,
        "unit_price_cents": product.price_cents,
        "tax_cents": round(total * product.tax_rate_bps / (10_000 + product.tax_rate_bps)),
        "total_cents": total,
    }


@DBOS.step(retries_allowed=True, max_attempts=PAYMENT_ATTEMPTS)
def pay(key: str, order_id: int, total_cents: int, token: str) -> str | None:
    """A repetition has the same key, so that the provider charges once."""
    return payment_client.charge(key=key, order_id=order_id, total_cents=total_cents, token=token)


@transaction
def confirm(order_id: int, payment_id: str) -> None:
    """Confirm the order and queue its mail."""
    session = datasource.sql_session()
    confirmed = {"status": "confirmed", "payment_id": payment_id, "confirmed_at": func.clock_timestamp()}
    session.execute(orders.update().where(orders.c.id == order_id).values(confirmed))
    session.execute(mails.insert().values(order_id=order_id, kind="order_confirmed"))


@transaction
def cancel(order_id: int, items: list[OrderData]) -> None:
    """Return the stock of an order whose card was declined."""
    session = datasource.sql_session()
    session.execute(orders.update().where(orders.c.id == order_id).values(status="cancelled"))
    for item in sorted(items, key=lambda item: str(item["sku"])):
        returned = {"reserved": products.c.reserved - item["quantity"]}
        session.execute(products.update().where(products.c.sku == item["sku"]).values(returned))
