"""What is newest comes first, whichever process made it."""

from collections.abc import Sequence
from typing import Any

import httpx2
import pytest

from modules.orders.adapters.outbound.sql.id_sequences import BATCH_SIZE
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import (
    Client,
    app_of,
    authenticate,
    client_of,
    container_over,
    services_of,
)
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock


@pytest.fixture
def neighbor(db: Database, stock: InMemoryStock, customers: FakeCustomers) -> Client:
    """Another process of the same shop."""
    return client_of(app_of(container_over(db, stock, customers), services_of(authenticate)))


async def walked(http: httpx2.AsyncClient, path: str) -> Sequence[dict[str, Any]]:
    """All items of the list, two at a time, by its cursors."""
    page = (await http.get(path, params={"limit": 2})).json()
    items = list(page["items"])
    while page["next_cursor"] is not None:
        page = (await http.get(path, params={"limit": 2, "cursor": page["next_cursor"]})).json()
        items += page["items"]
    return items


async def place_by_turns(processes: Sequence[Client], times: int) -> Sequence[int]:
    placed = []
    for turn in range(times):
        response = await processes[turn % len(processes)]("staff").post(
            "/v1/orders", json=body(("TEA", 1), customer_id=7)
        )
        assert response.status_code == 201, response.text
        placed.append(response.json()["id"])
    return placed


async def test_orders_of_two_processes_are_sorted_newest_first(client: Client, neighbor: Client) -> None:
    placed = await place_by_turns([client, neighbor], 5)
    assert sorted(placed) != placed, "each process takes some ids ahead"
    assert max(placed) <= 2 * BATCH_SIZE
    for who in (client("staff"), neighbor("staff"), client("customer")):
        items = await walked(who, "/v1/orders")
        assert [item["id"] for item in items] == placed[::-1]
        assert [item["created_at"] for item in items] == sorted((i["created_at"] for i in items), reverse=True)


async def test_payments_of_two_processes_are_sorted_newest_first(client: Client, neighbor: Client) -> None:
    processes = [client, neighbor]
    paid = []
    for turn, order_id in enumerate(await place_by_turns([client], 4)):
        response = await processes[turn % 2]("manager").post(
            f"/v1/orders/{order_id}/payments",
            json={"method": "manual"},
            headers={"Idempotency-Key": f"k{turn}"},
        )
        assert response.status_code == 201, response.text
        paid.append(response.json()["id"])
    assert sorted(paid) != paid
    assert [item["id"] for item in await walked(neighbor("manager"), "/v1/payments")] == paid[::-1]


async def test_the_oldest_order_is_first_in_the_queue(client: Client, neighbor: Client) -> None:
    placed = await place_by_turns([client, neighbor], 4)
    for order_id in placed:
        key = {"Idempotency-Key": f"k{order_id}"}
        paid = await client("manager").post(f"/v1/orders/{order_id}/payments", json={"method": "manual"}, headers=key)
        assert paid.status_code == 201, paid.text
    items = await walked(client("warehouse"), "/v1/fulfillment/queue")
    assert [item["order_id"] for item in items] == placed
