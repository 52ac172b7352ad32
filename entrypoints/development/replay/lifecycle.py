"""The lifecycle of an accepted order: pay, cancel, ship, return and refund it as expected.

Each step reads the order's state first and has its own idempotency key, so a step that an earlier run completed, or
whose response was lost, is not repeated.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from entrypoints.development.replay.http_client import FinalResponse, RetriesExhausted, ShopClient
from entrypoints.development.replay.placement import GOOD_CARD, WAIT_SECONDS, Accepted, problem_text
from entrypoints.development.replay.proofs.expected_outcome import ExpectedOutcome
from entrypoints.development.replay.returned_units import ReturnedUnits

Order = Mapping[str, Any]
OPEN_PAYMENTS = frozenset(
    {"created", "authorizing", "requires_action", "authorized", "capturing", "voiding", "unknown"}
)
SHIPPED_AT_ONCE = 100
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0


class LifecycleError(Exception):
    """A step failed."""


class OrderLifecycle:
    """`patience` is the timeout in seconds for asynchronous payments and refunds."""

    def __init__(self, client: ShopClient, patience: float) -> None:
        self._client = client
        self._patience = patience

    async def __call__(self, accepted: Accepted, meant: ExpectedOutcome) -> str | None:
        """Run all steps of the order; return the reason if a step fails. Raises Unauthorized."""
        try:
            await self._live(accepted.order_id, meant)
        except (RetriesExhausted, LifecycleError) as why:
            return f"{accepted.part.reference} (order {accepted.order_id}): {why}"
        return None

    async def _live(self, order_id: int, meant: ExpectedOutcome) -> None:
        if meant.is_over:
            return
        key = f"replay-{meant.part.reference}"
        if not meant.cancels_unpaid:
            await self._pay(order_id, key)
        order = await self._cancel(order_id, meant, key)
        if meant.ships:
            await self._ship(order, key)
        for taken in meant.late:
            await self._take_back(order_id, taken, key)
        if cents := meant.given_cents(order):
            await self._give(order_id, cents, key)
        await self._until(
            order_id,
            "given back what it should",
            lambda now: _rests(now) and now["refunded_cents"] == meant.back_cents(now),
        )

    async def _pay(self, order_id: int, key: str) -> None:
        """Make sure that the order is paid; use a valid card if the first card was declined."""
        order = await self._until(order_id, "settled", _rests)
        if order["status"] == "pending_payment":
            body = {"method": "card", "token": GOOD_CARD}
            path = f"/v1/orders/{order_id}/payments"
            response = await self._client.post(path, body, f"{key}-pay-2", wait_seconds=WAIT_SECONDS)
            if response.status not in (201, 202) and response.code != "payment_in_progress":
                raise _stuck("paying again", response)
            await self._until(order_id, "paid", lambda now: _rests(now) and now["status"] != "pending_payment")

    async def _cancel(self, order_id: int, meant: ExpectedOutcome, key: str) -> Order:
        """Cancel what is not cancelled yet, and return the order."""
        order = await self._order(order_id)
        path = f"/v1/orders/{order_id}/cancel"
        if meant.cancels_all:
            if order["status"] not in ("cancelled", "expired"):
                await self._done("cancelling all", path, {"reason": "cancellation"}, f"{key}-cancel")
            return await self._order(order_id)
        wanted: Counter[int] = Counter()
        for taken in meant.early:
            wanted.update(taken.units)
            before = {line["line_id"]: line["cancelled"] for line in order["items"]}
            if units := {id_: wanted[id_] - before[id_] for id_ in taken.units if wanted[id_] > before[id_]}:
                body = {"reason": f"cancellation {taken.ref}", "items": _items(units)}
                await self._done(f"cancelling {taken.ref}", path, body, f"{key}-cancel-{taken.ref}")
                order = await self._order(order_id)
        return order

    async def _ship(self, order: Order, key: str) -> None:
        order_id = int(order["id"])
        left = {line["line_id"]: line["quantity"] - line["cancelled"] - line["shipped"] for line in order["items"]}
        units = [(line_id, count) for line_id, count in left.items() if count > 0]
        for start in range(0, len(units), SHIPPED_AT_ONCE):
            body = {"items": _items(dict(units[start : start + SHIPPED_AT_ONCE])), "carrier": "Royal Mail"}
            step = f"{key}-ship-{units[start][0]}"
            await self._done("shipping", f"/v1/orders/{order_id}/shipments", body, step)
        shipments = await self._client.get("/v1/shipments", order_id=order_id, limit=100)
        for shipment in shipments.body.get("items", ()):
            if shipment["status"] != "delivered":
                path = f"/v1/shipments/{shipment['id']}/deliver"
                await self._done("delivering", path, {}, f"{key}-deliver-{shipment['id']}")

    async def _take_back(self, order_id: int, taken: ReturnedUnits, key: str) -> None:
        """Complete a return, from any state."""
        reason = f"cancellation {taken.ref}"
        known = await self._client.get("/v1/returns", order_id=order_id, limit=100)
        mine = [row for row in known.body.get("items", ()) if row["items"][0]["reason"] == reason]
        if mine:
            back = mine[0]
        else:
            body = {"items": [{**item, "reason": reason} for item in _items(taken.units)]}
            created = await self._done(
                f"returning {taken.ref}", f"/v1/orders/{order_id}/returns", body, f"{key}-return-{taken.ref}"
            )
            back = created.body
        path = f"/v1/returns/{back['id']}"
        arrivals = [{**item, "location_code": "MAIN", "disposition": "restock"} for item in _items(taken.units)]
        for state, step, body in (
            ("requested", "approve", {}),
            ("approved", "receive", {"items": arrivals}),
            ("received", "refund", {}),
        ):
            if back["status"] == state:
                response = await self._done(
                    f"{step} of {taken.ref}", f"{path}/{step}", body, f"{key}-{step}-{taken.ref}"
                )
                back = response.body

    async def _give(self, order_id: int, cents: int, key: str) -> None:
        known = await self._client.get("/v1/refunds", order_id=order_id, limit=1)
        if not known.body.get("items"):
            body = {"amount_cents": cents, "reason": "complaint"}
            await self._done("refunding", f"/v1/orders/{order_id}/refunds", body, f"{key}-complaint")

    async def _done(self, what: str, path: str, body: Mapping[str, object], key: str) -> FinalResponse:
        """The response of a successful step. Raises LifecycleError."""
        response = await self._client.post(path, body, key)
        if response.status not in (200, 201):
            raise _stuck(what, response)
        return response

    async def _order(self, order_id: int) -> Order:
        response = await self._client.get(f"/v1/orders/{order_id}")
        if response.status != 200:
            raise _stuck("reading it", response)
        return response.body

    async def _until(self, order_id: int, what: str, holds: Callable[[Order], bool]) -> Order:
        deadline, pause = monotonic() + self._patience, FIRST_PAUSE
        while not holds(order := await self._order(order_id)):
            if monotonic() > deadline:
                payments = ", ".join(payment["status"] for payment in order["payments"])
                found = f"{order['status']}, {order['payment_status']}, payments {payments or 'none'}"
                raise LifecycleError(f"not {what} after {self._patience:g} s: {found}")
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, LONGEST_PAUSE)
        return order


def _rests(order: Order) -> bool:
    """Whether no payment of the order is pending."""
    return not any(payment["status"] in OPEN_PAYMENTS for payment in order["payments"])


def _items(units: Mapping[int, int]) -> list[dict[str, int]]:
    return [{"line_id": line_id, "quantity": count} for line_id, count in units.items()]


def _stuck(what: str, response: FinalResponse) -> LifecycleError:
    return LifecycleError(f"{what}: {response.status} {response.code} {problem_text(response)}")
