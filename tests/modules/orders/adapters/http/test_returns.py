"""Goods on their way back, as callers see it."""

from datetime import timedelta

import httpx2
import pytest

from modules.orders.adapters.inbound.http.returns.responses import ReturnOut
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.fulfillment_requests import post, receive_return, request_return, ship, sold
from tests.modules.orders.in_memory.other_modules import InMemoryStock


async def test_a_return_goes_from_request_to_refund(client: Client, stock: InMemoryStock) -> None:
    order = await sold(client, ("TEA", 3))
    customer, manager = client("customer"), client("manager")
    requested = await request_return(customer, order, (1, 2))
    assert requested.status_code == 201, requested.text
    assert ReturnOut.model_validate_json(requested.content).model_dump().keys() == requested.json().keys()
    path = requested.headers["Location"]
    assert (await customer.get(path)).json() == requested.json()
    assert (await customer.get(order)).json()["return_status"] == "requested"
    approved = await post(manager, f"{path}/approve")
    assert (approved.json()["status"], approved.headers["ETag"]) == ("approved", '"2"')
    came = {"items": [receive_return(1, 1), receive_return(1, 1, "damaged")]}
    received = (await post(manager, f"{path}/receive", came)).json()
    assert (received["status"], received["items"][0]["received"]) == ("received", 2)
    assert received["arrivals"] == came["items"]
    assert [(each.quantity, each.disposition) for each in stock.received_returns] == [(1, "restock"), (1, "damaged")]
    standing = (await customer.get(order)).json()
    assert (standing["return_status"], standing["items"][0]["returned"]) == ("partially_returned", 2)
    refunded = (await post(manager, f"{path}/refund", {"deduct_cents": 10})).json()
    refund = (await manager.get(f"/v1/refunds/{refunded['refund_id']}")).json()
    assert (refunded["status"], refund["amount_cents"], refund["return_id"]) == ("refunded", 500, refunded["id"])
    assert refund["items"] == [{"line_id": 1, "quantity": 2, "amount_cents": 510}]
    end = (await customer.get(order)).json()
    assert (end["refunded_cents"], end["payment_status"]) == (500, "partially_refunded")
    again = await post(manager, f"{path}/refund", {})
    assert (again.status_code, again.json()["from"]) == (409, "refunded")


async def test_a_return_refunds_at_most_what_was_paid_and_shipped(client: Client) -> None:
    order = await sold(client, ("TEA", 2))
    customer, manager = client("customer"), client("manager")
    too_many = await request_return(customer, order, (1, 3))
    assert (too_many.status_code, too_many.json()["code"], too_many.json()["max"]) == (409, "over_return", 2)
    path = (await request_return(customer, order, (1, 2))).headers["Location"]
    assert (await request_return(customer, order, (1, 1))).json()["max"] == 0
    assert (await post(manager, f"{path}/receive", {"items": [receive_return(1, 1)]})).json()["from"] == "requested"
    await post(manager, f"{path}/approve")
    over = await post(manager, f"{path}/receive", {"items": [receive_return(1, 2), receive_return(1, 1)]})
    assert (over.json()["code"], over.json()["max"]) == ("over_receipt", 0)
    await post(manager, f"{path}/receive", {"items": [receive_return(1, 2)]})
    for instruction, code in (
        ({"deduct_cents": 511}, "deduction_exceeds_value"),
        ({"shipping_cents": 1}, "refund_exceeds_captured"),
    ):
        assert (await post(manager, f"{path}/refund", instruction)).json()["code"] == code
    await post(manager, f"{order}/refunds", {"amount_cents": 400, "reason": "late"})
    beyond = await post(manager, f"{path}/refund", {})
    assert (beyond.status_code, beyond.json()["max_cents"]) == (409, 110)
    assert (await post(manager, f"{path}/refund", {"deduct_cents": 400})).json()["status"] == "refunded"


async def test_the_return_window_applies_to_buyers_only(client: Client, db: Database) -> None:
    order = await sold(client, ("TEA", 2))
    (shipment,) = (await client("warehouse").get("/v1/shipments")).json()["items"]
    db.clock_shift = timedelta(days=29)
    await post(client("warehouse"), f"/v1/shipments/{shipment['id']}/deliver")
    db.clock_shift = timedelta(days=58)
    assert (await request_return(client("customer"), order, (1, 1))).status_code == 201
    db.clock_shift = timedelta(days=59)
    late = await request_return(client("customer"), order, (1, 1))
    assert (late.status_code, late.json()["code"]) == (409, "return_window_closed")
    assert (await request_return(client("warehouse"), order, (1, 1))).status_code == 201


async def guests(client: Client) -> tuple[str, httpx2.AsyncClient]:
    instruction = {"customer_id": None, "customer": {"name": "Bo", "email": "bo@example.com"}}
    made = await post(client("staff"), "/v1/orders", {**BODY, **instruction})
    assert made.status_code == 201, made.text
    order = made.headers["Location"]
    await ship(client("warehouse"), order, (1, 2))
    return order, client(made.json()["order_token"])


BODY = {
    "items": [{"sku": "TEA", "quantity": 2}],
    "shipping_address": {"name": "A", "line1": "1", "city": "L", "postal_code": "N1 1AA", "country": "GB"},
    "payment": {"method": "manual"},
}


async def test_a_guest_token_manages_returns_of_its_order_only(client: Client) -> None:
    order, guest = await guests(client)
    others, other_guest = await guests(client)
    path = (await request_return(guest, order, (1, 1))).headers["Location"]
    assert (await guest.get(path)).json()["status"] == "requested"
    assert (await guest.get(f"{order}?expand=shipments")).json()["shipments"][0]["status"] == "shipped"
    assert (await request_return(guest, others, (1, 1))).status_code == 404
    assert (await other_guest.get(path)).status_code == 404
    assert (await post(other_guest, f"{path}/cancel")).status_code == 404
    refused = await post(guest, f"{path}/approve")
    assert (refused.status_code, refused.json()["required_scope"]) == (403, "returns:write")
    assert (await post(guest, f"{path}/cancel")).json()["status"] == "cancelled"
    assert (await guest.get(order)).json()["return_status"] == "none"
    assert (await post(guest, f"{path}/cancel")).json()["from"] == "cancelled"


async def test_a_return_of_another_buyer_is_not_found(client: Client) -> None:
    order = await sold(client, ("TEA", 2))
    path = (await request_return(client("customer"), order, (1, 1))).headers["Location"]
    other = client("other")
    for response in (
        await request_return(other, order, (1, 1)),
        await other.get(path),
        await post(other, f"{path}/cancel"),
        await client("warehouse").get("/v1/returns/999999"),
        await post(client("manager"), "/v1/returns/999999/refund", {}),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert (await other.get("/v1/returns")).json()["total"] == 0
    assert (await client("customer").get("/v1/returns?status=requested")).json()["total"] == 1
    assert len((await client("warehouse").get(f"/v1/returns?order_id={order.rpartition('/')[2]}")).json()["items"]) == 1
    assert (await request_return(client(None), order, (1, 1))).status_code == 401


@pytest.mark.parametrize(
    ("step", "json", "scope", "holders"),
    [
        ("approve", None, "returns:write", ("customer", "staff")),
        ("reject", None, "returns:write", ("customer", "staff")),
        ("receive", {"items": [receive_return(1, 1)]}, "returns:write", ("customer", "staff")),
        ("cancel", None, "returns:write", ("staff",)),
        ("refund", {}, "orders:refund", ("customer", "staff", "warehouse")),
    ],
)
async def test_each_step_needs_its_scope(
    client: Client, step: str, json: object, scope: str, holders: tuple[str, ...]
) -> None:
    order = await sold(client, ("TEA", 2))
    path = (await request_return(client("customer"), order, (1, 1))).headers["Location"]
    for who in holders:
        refused = await post(client(who), f"{path}/{step}", json)
        assert (refused.status_code, refused.json()["required_scope"]) == (403, scope), who


async def test_invalid_return_items_and_stale_versions_are_reported(client: Client) -> None:
    order = await sold(client, ("TEA", 2))
    customer, manager = client("customer"), client("manager")
    twice = await request_return(customer, order, (1, 1), (1, 1))
    assert twice.json()["errors"][0]["pointer"] == "/items/1/line_id"
    assert (await request_return(customer, order, (2, 1))).json()["errors"][0]["pointer"] == "/items/0/line_id"
    path = (await request_return(customer, order, (1, 1))).headers["Location"]
    stale = await manager.post(f"{path}/approve", headers={"If-Match": '"9"', "Idempotency-Key": "stale"})
    assert (stale.status_code, stale.json()["current"]) == (412, 1)
    keyless = await manager.post(f"{path}/approve")
    assert keyless.json()["code"] == "idempotency_key_required"
    await post(manager, f"{path}/approve")
    for item, pointer in (
        ({**receive_return(1, 1), "disposition": "lost"}, "/items/0/disposition"),
        ({**receive_return(1, 1), "location_code": "main"}, "/items/0/location_code"),
        (receive_return(2, 1), "/items/0/line_id"),
    ):
        wrong = await post(manager, f"{path}/receive", {"items": [item]})
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_rejected_return_can_be_requested_again(client: Client, container: OrdersHttpContainer) -> None:
    order = await sold(client, ("TEA", 2))
    rejected = await request_return(client("customer"), order, (1, 2))
    response = await post(client("warehouse"), f"{rejected.headers['Location']}/reject")
    assert response.json()["status"] == "rejected"
    assert (await client("customer").get(order)).json()["return_status"] == "none"
    assert (await request_return(client("customer"), order, (1, 2))).status_code == 201
    (described,) = [r for r in resolve(container.module).resources() if r.prefix == "orders.return."]
    assert await described.describe({"return_id": response.json()["id"]}) == response.json()
    assert await described.describe({"return_id": 10**9}) is None
