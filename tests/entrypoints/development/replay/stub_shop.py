"""Stub of a shop that places orders, with stock, idempotency keys, references and faults."""

import json
from typing import Any

import httpx2


class StubShop:
    """`hiccups` of every hundred requests lose their response after processing."""

    def __init__(self, stock: dict[str, int], prices: dict[str, int], hiccups: int = 0) -> None:
        self.left = dict(stock)
        self._prices = prices
        self._hiccups = hiccups
        self._answers: dict[str, httpx2.Response] = {}
        self.users: dict[str, dict[str, Any]] = {}
        self.orders: list[dict[str, Any]] = []
        self.asked = 0

    def http(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url="http://shop", transport=httpx2.MockTransport(self._answer))

    def forget_keys(self) -> None:
        """Simulate the expiry of stored responses."""
        self._answers.clear()

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        if request.method == "GET":
            return self._list(request)
        key = request.headers["Idempotency-Key"]
        if kept := self._answers.get(key):
            return httpx2.Response(kept.status_code, content=kept.content, headers={"Idempotent-Replayed": "true"})
        body = json.loads(request.content)
        match request.url.path:
            case "/v1/users":
                response = self._user(body)
            case "/v1/orders":
                response = self._order(body)
            case _:
                response = httpx2.Response(404, json={"code": "not_found", "detail": "orders do not leave this shop"})
        if response.status_code == 201:
            self._answers[key] = response
        if self.asked % 100 < self._hiccups:
            raise httpx2.ReadError("the answer is lost")
        return response

    def _list(self, request: httpx2.Request) -> httpx2.Response:
        params = request.url.params
        match request.url.path.split("/")[2:]:
            case ["users"]:
                items = [user for user in self.users.values() if params["q"] in user["email"]]
            case ["orders"]:
                items = self.orders[::-1]
            case ["orders", number]:
                return httpx2.Response(200, json=self.orders[int(number) - 1])
            case ["payments"]:
                items = [payment for order in self.orders[::-1] for payment in order["payments"]]
            case ["refunds"]:
                items = []
            case _:
                items = [{"sku": sku, "available": units} for sku, units in self.left.items()]
        start = int(params.get("cursor", "0"))
        end = start + int(params["limit"])
        return httpx2.Response(
            200, json={"items": items[start:end], "next_cursor": str(end) if end < len(items) else None}
        )

    def _user(self, body: dict[str, Any]) -> httpx2.Response:
        if body["email"] in self.users:
            return httpx2.Response(409, json={"code": "email_taken"})
        self.users[body["email"]] = {"id": len(self.users) + 1, "email": body["email"]}
        return httpx2.Response(201, json=self.users[body["email"]])

    def _order(self, body: dict[str, Any]) -> httpx2.Response:
        for order in self.orders:
            if order["client_reference"] == body["client_reference"]:
                return httpx2.Response(409, json={"code": "duplicate_reference", "order_id": order["id"]})
        demand: dict[str, int] = {}
        for item in body["items"]:
            demand[item["sku"]] = demand.get(item["sku"], 0) + item["quantity"]
        short = [
            {"sku": sku, "requested": units, "available": self.left[sku]}
            for sku, units in demand.items()
            if self.left[sku] < units
        ]
        if short:
            return httpx2.Response(409, json={"code": "insufficient_stock", "detail": "short", "items": short})
        for sku, units in demand.items():
            self.left[sku] -= units
        subtotal = sum(units * self._prices[sku] for sku, units in demand.items())
        order_id = len(self.orders) + 1
        self.orders.append(
            {
                "id": order_id,
                "client_reference": body["client_reference"],
                "status": "confirmed",
                "payment_status": "paid",
                "fulfillment_status": "unfulfilled",
                "return_status": "none",
                "subtotal_cents": subtotal,
                "total_cents": subtotal,
                "paid_cents": subtotal,
                "refunded_cents": 0,
                "items": [self._line(number, item) for number, item in enumerate(body["items"], 1)],
                "payments": [{"order_id": order_id, "status": "captured", "captured_cents": subtotal}],
            }
        )
        return httpx2.Response(201, json=self.orders[-1])

    def _line(self, line_id: int, item: dict[str, Any]) -> dict[str, Any]:
        nothing = dict.fromkeys(("shipped", "cancelled", "returned"), 0)
        total = item["quantity"] * self._prices[item["sku"]]
        return {"line_id": line_id, "sku": item["sku"], "quantity": item["quantity"], "total_cents": total, **nothing}
