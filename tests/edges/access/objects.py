"""Creates one object for each path parameter, mostly owned by the customer Ada.

A route with a new path parameter needs an entry in the samples of its module: the path up to the parameter, and a
factory.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from modules.import_export.http_container import ImportExportHttpContainer
from shared.infra.injection import resolve
from tests.edges.shop import ADDRESS, SKU, Shop
from tests.module_samples import all_samples

Maker = Callable[[Shop], Awaitable[str]]


async def _stocked(shop: Shop) -> None:
    if "stocked" in shop.facts:
        return
    shop.facts["stocked"] = True
    product = {"sku": SKU, "name": "Mug", "price_cents": 255, "tax_rate_bps": 2000, "barcodes": ["4006381333931"]}
    await shop.done("admin", "POST", "/v1/products", product)
    await shop.done("admin", "POST", "/v1/locations", {"code": "SIDE", "name": "Side", "country": "GB"})
    stocked = await shop.done("admin", "POST", "/v1/inventory/restock", {"sku": SKU, "quantity": 5000})
    shop.facts["entry"] = stocked["id"]


async def product(shop: Shop) -> str:
    await _stocked(shop)
    return SKU


async def location(shop: Shop) -> str:
    await _stocked(shop)
    return "SIDE"


async def home(shop: Shop) -> str:
    await _stocked(shop)
    return "MAIN"


async def ledger_entry(shop: Shop) -> str:
    await _stocked(shop)
    return str(shop.facts["entry"])


async def receipt(shop: Shop) -> str:
    await _stocked(shop)
    booked = await shop.done("admin", "POST", "/v1/inventory/receipts", {"lines": [{"sku": SKU, "quantity": 5}]})
    return str(booked["id"])


async def adjustment(shop: Shop) -> str:
    await _stocked(shop)
    body = {"reason": "found", "lines": [{"sku": SKU, "delta": 1}]}
    return str((await shop.done("admin", "POST", "/v1/inventory/adjustments", body))["id"])


async def transfer(shop: Shop) -> str:
    await _stocked(shop)
    wish = {"from_location_code": "MAIN", "to_location_code": "SIDE", "lines": [{"sku": SKU, "quantity": 5}]}
    return str((await shop.done("admin", "POST", "/v1/inventory/transfers", wish))["id"])


async def order(shop: Shop) -> str:
    """A paid order: half shipped and delivered, part of that being returned, a little refunded."""
    if "order" not in shop.facts:
        await _stocked(shop)
        shop.facts["order"] = placed = await shop.done("ada", "POST", "/v1/orders", wish(client_reference="ada-1"))
        path, units = f"/v1/orders/{placed['id']}", {"line_id": placed["items"][0]["line_id"], "quantity": 2}
        shop.facts["line"] = units["line_id"]
        shop.facts["payment"] = await shop.done("admin", "POST", f"{path}/payments", {"method": "manual"})
        shop.facts["shipment"] = await shop.done("admin", "POST", f"{path}/shipments", {"items": [units]})
        await shop.done("admin", "POST", f"/v1/shipments/{shop.facts['shipment']['id']}/deliver")
        back = {"items": [{**units, "reason": "Too small."}]}
        shop.facts["return"] = await shop.done("ada", "POST", f"{path}/returns", back)
        little = {"amount_cents": 10, "reason": "A scratch."}
        shop.facts["refund"] = await shop.done("admin", "POST", f"{path}/refunds", little)
    return str(shop.facts["order"]["id"])


def part(kind: str) -> Maker:
    """A part of the order: `payment`, `shipment`, `return`, `refund`."""

    async def of_order(shop: Shop) -> str:
        await order(shop)
        return str(shop.facts[kind]["id"])

    return of_order


async def user(shop: Shop) -> str:
    return str(shop.people["ada"].id)


async def api_key(shop: Shop) -> str:
    """A key of Ada, created while she was staff, because customers have no scopes for keys."""
    path = f"/v1/users/{shop.people['ada'].id}"
    await shop.done("admin", "PATCH", path, {"role": "support"})
    made = await shop.done("ada", "POST", "/v1/api-keys", {"name": "a client", "scopes": ["orders:read"]})
    await shop.done("admin", "PATCH", path, {"role": "customer"})
    return str(made["id"])


async def session(shop: Shop) -> str:
    """Another session of Ada."""
    await shop.sign_in("ada")
    newest = "SELECT max(id) AS id FROM users.sessions WHERE user_id = $1"
    return str((await shop.sql(newest, shop.people["ada"].id))[0]["id"])


async def job(shop: Shop) -> str:
    """A finished job of Ada, created while she was staff, because exports need a scope."""
    if "job" not in shop.facts:
        path = f"/v1/users/{shop.people['ada'].id}"
        await shop.done("admin", "PATCH", path, {"role": "support"})
        shop.facts["job"] = await shop.done("ada", "POST", "/v1/exports", {"type": "coupons"})
        while await resolve(shop.container.of(ImportExportHttpContainer).worker).turn(asyncio.Event()):
            pass
        await shop.done("admin", "PATCH", path, {"role": "customer"})
    return str(shop.facts["job"]["id"])


async def endpoint(shop: Shop) -> str:
    if "endpoint" not in shop.facts:
        body = {"url": "https://example.com/hooks", "event_types": ["orders.*"]}
        shop.facts["endpoint"] = await shop.done("admin", "POST", "/v1/webhook-endpoints", body)
    return str(shop.facts["endpoint"]["id"])


async def delivery(shop: Shop) -> str:
    tried = await shop.done("admin", "POST", f"/v1/webhook-endpoints/{await endpoint(shop)}/test")
    return str(tried["id"])


async def dead_letter(shop: Shop) -> str:
    await order(shop)
    rows = await shop.sql("""
        WITH dead AS (
            DELETE FROM platform.deliveries d WHERE (event_id, consumer) IN (
                SELECT event_id, consumer FROM platform.deliveries WHERE done_at IS NULL LIMIT 1
            ) RETURNING *
        )
        INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)
        SELECT event_id, consumer, 12, 'RuntimeError: not today', now() FROM dead RETURNING id
    """)
    return str(rows[0]["id"])


async def payment_provider(_: Shop) -> str:
    return "stripe"


OBJECTS: dict[str, Maker] = {
    "/v1/users/{user_id}": user,
    "/v1/api-keys/{key_id}": api_key,
    "/v1/auth/sessions/{session_id}": session,
    "/v1/jobs/{job_id}": job,
    "/v1/products/{sku}": product,
    "/v1/locations/{code}": location,
    "/v1/inventory/levels/{sku}": product,
    "/v1/inventory/levels/{sku}/{location_code}": home,
    "/v1/inventory/receipts/{receipt_id}": receipt,
    "/v1/inventory/adjustments/{adjustment_id}": adjustment,
    "/v1/inventory/ledger/{entry_id}": ledger_entry,
    "/v1/inventory/transfers/{transfer_id}": transfer,
    "/v1/orders/{order_id}": order,
    "/v1/payments/{payment_id}": part("payment"),
    "/v1/payments/webhooks/{provider}": payment_provider,
    "/v1/refunds/{refund_id}": part("refund"),
    "/v1/shipments/{shipment_id}": part("shipment"),
    "/v1/returns/{return_id}": part("return"),
    "/v1/webhook-endpoints/{endpoint_id}": endpoint,
    "/v1/webhook-deliveries/{delivery_id}": delivery,
    "/v1/admin/dead-letters/{letter_id}": dead_letter,
    **{hole: make for samples in all_samples() for hole, make in samples.objects.items()},
}

RECREATED = {"delete_api_key", "discard_dead_letter", "end_session"}
"""Operations that delete the object: each attempt gets an object of its own."""


class Things:
    """The objects of a shop, created on first use."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._made = shop.things

    async def make(self, hole: str) -> None:
        if hole not in self._made:
            self._made[hole] = await OBJECTS[hole](self._shop)

    async def path(self, path: str, holes: list[str], *, recreate: bool = False) -> str:
        """The path with the ids of real objects."""
        for hole in reversed(holes):
            await self.make(hole)
            thing = await OBJECTS[hole](self._shop) if recreate else self._made[hole]
            path = path.replace(hole, hole[: hole.rindex("{")] + thing, 1)
        return path

    def missing(self, path: str, holes: list[str]) -> str:
        """The path of an object of the same kind that does not exist."""
        last = holes[-1]
        real = self._made[last]
        other = "900719925474099" if real.isdigit() else "NOSUCH1"
        for hole in reversed(holes):
            fit = other if hole == last else self._made[hole]
            path = path.replace(hole, hole[: hole.rindex("{")] + fit, 1)
        return path


def wish(**more: Any) -> dict[str, Any]:
    """An order that can be placed."""
    return {"items": [{"sku": SKU, "quantity": 4}], "shipping_address": ADDRESS, **more}
