"""A client with shortcuts to place, pay and refund orders over HTTP."""

from itertools import count
from typing import Any

import httpx2

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.provider import GOOD
from tests.modules.orders.shop import METADATA

MANUAL = {"method": "manual"}


class OrderClient:
    def __init__(self, client: Client, container: OrdersHttpContainer) -> None:
        self._client = client
        self._container = container
        self._keys = count(1)

    async def get(self, path: str, who: str = "customer") -> Any:
        response = await self._client(who).get(path)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, json: Any = None, who: str = "manager", key: str | None = None) -> httpx2.Response:
        """Sends a new idempotency key unless one is given."""
        headers = {"Idempotency-Key": key or f"key-{next(self._keys)}"}
        return await self._client(who).post(path, json=json, headers=headers)

    async def order(
        self, *items: tuple[str, int], who: str = "staff", payment: dict[str, str] | None = None, **more: Any
    ) -> dict[str, Any]:
        """Place an order, with a manual payment by default."""
        placed = await self._client(who).post("/v1/orders", json=body(*items, payment=payment or MANUAL, **more))
        assert placed.status_code == 201, placed.text
        response: dict[str, Any] = placed.json()
        return response

    async def paid(
        self, *items: tuple[str, int], who: str = "customer", card: str = GOOD, **more: Any
    ) -> dict[str, Any]:
        """Placed with a card, and settled as far as it can be."""
        order = await self.order(*items, who=who, payment={"method": "card", "token": card}, **more)
        await self.settle(order)
        settled: dict[str, Any] = await self.get(f"/v1/orders/{order['id']}", "staff")
        return {**settled, **({"order_token": order["order_token"]} if "order_token" in order else {})}

    async def settle(self, order: dict[str, Any]) -> None:
        await resolve(self._container.settle_order)(order["id"], METADATA)

    async def ship(self, order: dict[str, Any], *units: tuple[int, int]) -> None:
        items = [{"line_id": line_id, "quantity": quantity} for line_id, quantity in units]
        shipped = await self.post(f"/v1/orders/{order['id']}/shipments", {"items": items})
        assert shipped.status_code == 201, shipped.text

    async def cancel(self, order: dict[str, Any], who: str = "manager", **what: Any) -> httpx2.Response:
        return await self.post(f"/v1/orders/{order['id']}/cancel", {"reason": "no", **what}, who)

    async def refund(self, order: dict[str, Any], who: str = "manager", **what: Any) -> httpx2.Response:
        return await self.post(f"/v1/orders/{order['id']}/refunds", {"reason": "broken", **what}, who)
