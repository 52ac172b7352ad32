"""One list of everything that happened to an order, over the real inventory."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from dependency_injector import providers

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS as OF_INVENTORY
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy, ProductLine
from modules.orders.adapters.inbound.http.orders.timeline_responses import TimelineOut
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.http.app import HttpServices
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.outbox import Outbox
from shared.infra.messaging.workers.delivery_handlers import TransactionalHandler
from shared.infra.sql.database import Database
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Consumer, Subscription
from shared.kernel.principal import Principal
from shared.kernel.transaction import Transaction
from tests.modules.orders import promotions
from tests.modules.orders.adapters.http.conftest import Client, authenticate, services_of
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.other_modules import FakeCustomers
from tests.modules.orders.shop import METADATA, POLICY, guest_tokens
from tests.statements import noted

LEASE = timedelta(seconds=30)
PACKER = Principal("4", "user", frozenset({"inventory:read"}), owner_id=7)
READER = Principal("5", "client", frozenset({"events:read", "orders:create"}), owner_id=1)


async def count(_tx: Transaction, _delivered: ReceivedEvent) -> None:
    pass


async def sulk(_tx: Transaction, _delivered: ReceivedEvent) -> None:
    raise RuntimeError("not today")


SUBSCRIPTIONS = [
    Subscription(Consumer("stand.count", ["orders.order.placed", "orders.order.updated"]), handler=count),
    Subscription(Consumer("stand.sulk", ["orders.order.placed"]), handler=sulk),
    Subscription(Consumer("stand.wait", ["orders.order.placed"]), handler=count),
]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {**CONSTRAINTS, **OF_INVENTORY}, pool_size=4, outbox=Outbox)
    await register(made, [each.consumer for each in SUBSCRIPTIONS])
    yield made
    await made.close()


@pytest.fixture
async def container(db: Database, customers: FakeCustomers) -> OrdersHttpContainer:
    inventory = InventoryHttpContainer(
        database=db,
        policy=InventoryPolicy(),
    )
    async for imported in resolve(inventory.import_products)(
        [ProductLine("TEA", "Tea", 255, 50, 2000)], "stock", METADATA
    ):
        assert not imported.errors
    return OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=replace(POLICY, max_unpaid_orders=0),
        customers=providers.Object(customers),
        inventory=resolve(inventory.api),
        users=object(),
    )


@pytest.fixture
def services() -> HttpServices:
    async def authenticate_all(token: str) -> Principal:
        known = {"packer": PACKER, "reader": READER}
        return known[token] if token in known else await authenticate(token)

    return services_of(authenticate_all)


async def placed(client: Client, who: str = "customer", **more: object) -> str:
    response = await client(who).post(
        "/v1/orders", json={**body(("TEA", 2)), **more}, headers={"X-Request-ID": "placing-1"}
    )
    assert response.status_code == 201, response.text
    return response.headers["Location"]


async def timeline(client: Client, path: str, who: str) -> list[dict[str, Any]]:
    response = await client(who).get(f"{path}/timeline")
    assert response.status_code == 200, response.text
    documented = TimelineOut.model_validate_json(response.content).items
    items: list[dict[str, Any]] = response.json()["items"]
    assert [item.keys() for item in items] == [one.model_dump().keys() for one in documented]
    return items


async def deliver(db: Database, consumer: str, times: int = 1) -> None:
    """Attempt what is due to the consumer, each time when it is due again."""
    (subscription,) = [one for one in SUBSCRIPTIONS if one.consumer.name == consumer]
    for _ in range(times):
        lease = await Claims(db).claim({consumer: 100}, LEASE)
        await TransactionalHandler(subscription, Inbox(db), LEASE)([c.event_id for c in lease.claimed], lease.until)
        db.clock_shift += timedelta(hours=2) if times > 1 else timedelta(0)
    db.clock_shift = timedelta(0)


async def test_staff_see_states_events_deliveries_and_stock_in_one_list(client: Client, db: Database) -> None:
    path = await placed(client)
    await deliver(db, "stand.count")
    await deliver(db, "stand.sulk", times=12)
    await client("customer").post(f"{path}/cancel", json={"reason": "no need"}, headers={"X-Request-ID": "calling-off"})
    items = await timeline(client, path, "staff")
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)
    assert [item["fact"] for item in items if item["kind"] == "state"] == ["placed", "cancelled"]
    events = {item["type"]: item for item in items if item["kind"] == "event"}
    assert {"orders.order.placed", "orders.order.cancelled", "inventory.reservation.held"} <= events.keys()
    deliveries = events["orders.order.placed"]["deliveries"]
    assert [(one["consumer"], one["status"], one["attempts"]) for one in deliveries] == [
        ("stand.count", "done", 1),
        ("stand.sulk", "dead", 12),
        ("stand.wait", "pending", 0),
    ]
    assert [one["done_at"] is not None for one in deliveries] == [True, False, False]
    assert deliveries[0]["done_at"].endswith("Z")
    stock = [item for item in items if item["kind"] == "stock"]
    assert [(item["reserved_delta"], item["sku"], item["location_code"]) for item in stock] == [
        (2, "TEA", "MAIN"),
        (-2, "TEA", "MAIN"),
    ]
    requests = {item["request_id"] for item in items}
    assert requests == {"placing-1", "calling-off"}


async def test_buyers_see_the_orders_own_history_alone(client: Client) -> None:
    path = await placed(client)
    by_client = await placed(client, "client", customer={"name": "Bo", "email": "bo@example.com"})
    token = guest_tokens(POLICY).issue(int(by_client.rpartition("/")[2]))
    for where, who in ((path, "customer"), (by_client, "client"), (by_client, token)):
        items = await timeline(client, where, who)
        assert [(item["kind"], item["fact"], item["sequence"]) for item in items] == [("state", "placed", 1)]
    for where, who in ((path, "other"), (path, "client"), (path, token), (path, "reader"), (path, "packer")):
        assert (await client(who).get(f"{where}/timeline")).status_code == 404


async def test_timeline_items_require_their_scopes(client: Client, customers: FakeCustomers) -> None:
    path = await placed(client, "reader", customer={"name": "Bo", "email": "bo@example.com"})
    assert {item["kind"] for item in await timeline(client, path, "reader")} == {"state", "event"}
    assert {item["kind"] for item in await timeline(client, path, "staff")} == {"state", "event", "stock"}


async def test_a_long_timeline_takes_as_many_statements_as_a_short_one(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await placed(client)
    seen = noted(monkeypatch)
    counts, lengths = [], []
    for more in (0, 25):
        for n in range(more):
            changed = await client("customer").patch(path, json={"note": f"note {n}"})
            assert changed.status_code == 200, changed.text
        for who in ("staff", "customer"):
            seen.clear()
            lengths.append(len(await timeline(client, path, who)))
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert (lengths[2] - lengths[0], lengths[3] - lengths[1]) == (50, 25)
    assert counts[0] <= 4


async def test_the_history_is_in_sequence_despite_clock_differences(client: Client, db: Database) -> None:
    path = await placed(client)
    async with db.begin() as tx:
        order_id = int(path.rpartition("/")[2])
        await tx.fetch(
            "INSERT INTO orders.order_history SELECT order_id, 2, at - interval '1 second', 'updated', status,"
            " payment_status, actor, request_id, detail FROM orders.order_history WHERE order_id = $1",
            order_id,
        )
        await tx.commit()
    items = await timeline(client, path, "customer")
    assert [item["sequence"] for item in items] == [1, 2]
