"""An order with all its parts, for the access matrix."""

from collections.abc import Mapping
from typing import Any

from tests.edges.access.access_samples import AccessSamples, Maker
from tests.edges.shop import ADDRESS, SKU, Shop
from tests.modules.inventory.samples import stocked


def order_body(**more: Any) -> dict[str, Any]:
    """An order that can be placed."""
    return {"items": [{"sku": SKU, "quantity": 4}], "shipping_address": ADDRESS, **more}


async def order(shop: Shop) -> str:
    """A paid order: half shipped and delivered, part of that being returned, a little refunded."""
    if "order" not in shop.facts:
        await stocked(shop)
        body = order_body(client_reference="ada-1")
        shop.facts["order"] = placed = await shop.done("ada", "POST", "/v1/orders", body)
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


async def payment_provider(_: Shop) -> str:
    return "stripe"


async def named_after_ada(shop: Shop) -> Mapping[str, object]:
    order_id = await order(shop)
    return {
        "order_id": order_id,
        "payment_id": shop.facts["payment"]["id"],
        "customer_id": shop.people["ada"].id,
        "client_reference": "ada-1",
    }


ACCESS = AccessSamples(
    objects={
        "/v1/orders/{order_id}": order,
        "/v1/payments/{payment_id}": part("payment"),
        "/v1/payments/webhooks/{provider}": payment_provider,
        "/v1/refunds/{refund_id}": part("refund"),
        "/v1/shipments/{shipment_id}": part("shipment"),
        "/v1/returns/{return_id}": part("return"),
    },
    named_after_ada=named_after_ada,
    open_to_strangers={"quote_order", "receive_payment_report"},
    # product.md §6 says what guests may do
    open_to_guests={
        "get_order",
        "get_order_timeline",
        "stream_order",
        "cancel_order",
        "pay_order",
        "request_return",
        "cancel_return",
        "get_payment",
        "get_refund",
        "get_shipment",
        "get_return",
        "issue_stream_ticket",
    },
    also_need={"pay_order": {"orders:create", "payments:record"}},
    # guests are named by orders:create alone, and payments:record is for manual refunds
    other_bodies={
        "place_order": {"only orders:write": order_body(customer_id=1)},
        "refund_order": {"only payments:record": {"method": "manual", "amount_cents": 10, "reason": "In cash."}},
    },
    nothing_of_clients={"place_order"},
    signed={"receive_payment_report"},
    shown_secrets={"NextActionOut": {"client_secret"}, "PlacedOrderOut": {"order_token"}},
)
