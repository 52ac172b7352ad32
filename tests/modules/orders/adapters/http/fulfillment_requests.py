"""Requests that place, ship and return orders over HTTP, each with a new idempotency key."""

from collections.abc import Callable
from itertools import count
from typing import Any

import httpx2

from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.request_bodies import body

_numbers = count()


async def post(http: httpx2.AsyncClient, path: str, json: object = None) -> httpx2.Response:
    return await http.post(path, json=json, headers={"Idempotency-Key": f"key-{next(_numbers)}"})


async def placed(client: Callable[[str | None], httpx2.AsyncClient], *items: tuple[str, int], **more: Any) -> str:
    """The path of a paid order of the customer's."""
    instruction = {"customer_id": 7, "payment": {"method": "manual"}, **more}
    response = await post(client("staff"), "/v1/orders", body(*items, **instruction))
    assert response.status_code == 201, response.text
    return response.headers["Location"]


async def ship(http: httpx2.AsyncClient, order: str, *units: tuple[int, int], **more: Any) -> httpx2.Response:
    items = [{"line_id": line_id, "quantity": quantity} for line_id, quantity in units]
    return await post(http, f"{order}/shipments", {"items": items, **more})


async def request_return(http: httpx2.AsyncClient, order: str, *units: tuple[int, int]) -> httpx2.Response:
    items = [{"line_id": line_id, "quantity": quantity, "reason": "too small"} for line_id, quantity in units]
    return await post(http, f"{order}/returns", {"items": items})


def receive_return(line_id: int, quantity: int, disposition: str = "restock") -> dict[str, Any]:
    return {"line_id": line_id, "quantity": quantity, "location_code": "MAIN", "disposition": disposition}


async def sold(client: Client, *items: tuple[str, int]) -> str:
    """An order whose first line's units were shipped."""
    order = await placed(client, *items)
    assert (await ship(client("warehouse"), order, (1, items[0][1]))).status_code == 201
    return order
