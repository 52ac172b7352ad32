"""Orders with all their parts, for the checks of all lists."""

from typing import Any

from tests.entrypoints.lists.copies import ID, TIMES, Copies, Rows
from tests.entrypoints.lists.list_samples import Filling, ListSamples, Singles
from tests.entrypoints.lists.world import ADA, MANY

ADDRESS = {"name": "Ada", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}
EXPANDED = "?expand=customer,availability,payments,shipments"


async def fill_lists(filling: Filling) -> Singles:
    """Create an order with one line and one with many, and one that has shipments, returns and refunds."""
    parts = await fulfilled(filling)
    small, large = [f"/v1/orders/{(await placed(filling, lines))['id']}" for lines in (1, MANY)]
    return {
        **parts,
        "/v1/orders/{order_id}": (f"{small}{EXPANDED}", f"{large}{EXPANDED}"),
        "/v1/orders/{order_id}/timeline": (f"{small}/timeline", f"{large}/timeline"),
    }


async def placed(filling: Filling, lines: int) -> Any:
    body = {
        "items": [{"sku": f"SKU{n}", "quantity": 2} for n in range(lines)],
        "shipping_address": ADDRESS,
        "customer_id": ADA,
        "payment": {"method": "manual"},
    }
    return await filling.post("/v1/orders", body)


async def fulfilled(filling: Filling) -> Singles:
    """An order that was shipped, returned and partially refunded; where its parts are read."""
    order = await placed(filling, 1)
    path, line = f"/v1/orders/{order['id']}", {"line_id": 1, "quantity": 1}
    shipment = await filling.post(f"{path}/shipments", {"items": [{"line_id": 1, "quantity": 2}]})
    await filling.post(f"/v1/shipments/{shipment['id']}/deliver", status=200)
    returned = await filling.post(f"{path}/returns", {"items": [{**line, "reason": "too blue"}]})
    refund = await filling.post(f"{path}/refunds", {"items": [line], "reason": "broken"})
    return {
        "/v1/payments/{payment_id}": f"/v1/payments/{order['payments'][0]['id']}",
        "/v1/refunds/{refund_id}": f"/v1/refunds/{refund['id']}",
        "/v1/returns/{return_id}": f"/v1/returns/{returned['id']}",
        "/v1/shipments/{shipment_id}": f"/v1/shipments/{shipment['id']}",
    }


OPEN = "status = 'confirmed' AND fulfillment_status = 'unfulfilled'"
ORDERS = [
    Copies("orders.orders", {**ID, **TIMES}, OPEN),
    Copies(
        "orders.order_lines",
        {"order_id": "1000000 + n"},
        f"order_id IN (SELECT id FROM orders.orders WHERE {OPEN}) AND line_id = 1",
    ),
    Copies(
        "inventory.reservations",
        {"order_id": "1000000 + n"},
        f"order_id IN (SELECT id FROM orders.orders WHERE {OPEN}) AND part = 1",
    ),
]

LISTS = ListSamples(
    fill=fill_lists,
    rows={
        "/v1/fulfillment/queue": Rows(ORDERS),
        "/v1/orders": Rows(ORDERS, whose="ada"),
        "/v1/payments": Rows([Copies("orders.payments", {**ID, "status": "'declined'", **TIMES})], whose="ada"),
        "/v1/refunds": Rows([Copies("orders.refunds", {**ID, **TIMES})], whose="ada"),
        "/v1/returns": Rows([Copies("orders.returns", ID)], whose="ada"),
        "/v1/shipments": Rows([Copies("orders.shipments", ID)], whose="ada"),
    },
    filter_values={"/v1/orders": {"email": "ada@example.com"}},
)
