"""Credits and refunds of returned goods, as callers see them."""

import pytest

from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.fulfillment_requests import (
    placed,
    post,
    receive_return,
    request_return,
    ship,
    sold,
)
from tests.modules.orders.in_memory.other_modules import InMemoryStock


async def came_back(client: Client, order: str, *units: tuple[int, int]) -> str:
    """The path of a return whose units have been received."""
    path = (await request_return(client("customer"), order, *units)).headers["Location"]
    await post(client("warehouse"), f"{path}/approve")
    await post(client("warehouse"), f"{path}/receive", {"items": [receive_return(*each) for each in units]})
    return path


async def test_returned_units_of_an_unpaid_invoice_lower_the_outstanding_amount(client: Client) -> None:
    order = await placed(client, ("TEA", 3), payment={"method": "invoice"})
    assert (await ship(client("warehouse"), order, (1, 3))).status_code == 201
    path, manager = await came_back(client, order, (1, 2)), client("manager")
    credited = await post(manager, f"{path}/refund", {"deduct_cents": 10})
    assert credited.status_code == 200, credited.text
    assert {name: credited.json()[name] for name in ("status", "refund_id", "refund_cents", "credited_cents")} == {
        "status": "refunded",
        "refund_id": None,
        "refund_cents": 0,
        "credited_cents": 500,
    }
    owed = (await manager.get(order)).json()
    assert (owed["outstanding_cents"], owed["credited_cents"], owed["payment_status"]) == (265, 500, "unpaid")
    assert (owed["items"][0]["credited"], (await manager.get("/v1/refunds")).json()["items"]) == (2, [])


async def test_shipping_that_was_not_paid_for_is_credited_once(client: Client) -> None:
    order = await placed(client, ("TEA", 3), payment={"method": "invoice"}, shipping_method="express")  # 599
    assert (await ship(client("warehouse"), order, (1, 3))).status_code == 201
    manager = client("manager")
    first = await came_back(client, order, (1, 1))
    assert (await post(manager, f"{first}/refund", {"shipping_cents": 500})).json()["credited_cents"] == 755
    second = await came_back(client, order, (1, 1))
    again = await post(manager, f"{second}/refund", {"shipping_cents": 100})
    assert (again.status_code, again.json()["code"], again.json()["max_cents"]) == (409, "refund_exceeds_captured", 99)
    paid = await post(manager, f"{order}/payments", {"method": "manual", "amount_cents": 510})
    assert paid.status_code == 201, paid.text
    goodwill = await post(manager, f"{order}/refunds", {"shipping_cents": 100, "reason": "kind"})
    assert (goodwill.json()["code"], goodwill.json()["max_cents"]) == ("refund_exceeds_captured", 99)
    assert (await post(manager, f"{second}/refund", {"shipping_cents": 99})).status_code == 200


@pytest.mark.parametrize("why", ["free", "goodwill", "fee"])
async def test_a_return_without_a_due_refund_reports_how_to_close_it(
    client: Client, stock: InMemoryStock, why: str
) -> None:
    stock.sell("GIFT", 9, price_cents=0)
    order = await sold(client, ("GIFT" if why == "free" else "TEA", 2))
    path, manager = await came_back(client, order, (1, 2)), client("manager")
    if why == "goodwill":
        await post(manager, f"{order}/refunds", {"amount_cents": 510, "reason": "kind"})
    refused = await post(manager, f"{path}/refund", {"deduct_cents": 510 if why == "fee" else 0})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_refund")
    assert f"POST {path}/close" in refused.json()["detail"]
    for who, code in (("customer", 403), ("staff", 403)):
        assert (await post(client(who), f"{path}/close", {"reason": "no"})).status_code == code
    assert (await post(client("warehouse"), f"{path}/close", {})).json()["errors"][0]["pointer"] == "/reason"
    closed = await post(client("warehouse"), f"{path}/close", {"reason": "Nothing is due."})
    assert (closed.json()["status"], closed.json()["close_reason"]) == ("closed", "Nothing is due.")
    assert closed.headers["ETag"] == '"4"'
    again = await post(manager, f"{path}/close", {"reason": "no"})
    assert (again.status_code, again.json()["from"], again.json()["allowed"]) == (409, "closed", [])
    assert (await manager.get("/v1/returns?status=closed")).json()["total"] == 1


async def test_a_return_above_the_refundable_amount_reports_the_deduction(client: Client) -> None:
    order = await sold(client, ("TEA", 2))
    path, manager = await came_back(client, order, (1, 2)), client("manager")
    await post(manager, f"{order}/refunds", {"amount_cents": 300, "reason": "kind"})
    for deducted in (0, 250):
        refused = await post(manager, f"{path}/refund", {"deduct_cents": deducted})
        assert (refused.status_code, refused.json()["code"]) == (409, "refund_exceeds_captured")
        assert refused.json()["max_cents"] == 210
        assert "`deduct_cents` of at least 300" in refused.json()["detail"]
    refunded = await post(manager, f"{path}/refund", {"deduct_cents": 300})
    assert (refunded.status_code, refunded.json()["refund_cents"]) == (200, 210)


async def test_an_unreceived_return_cannot_be_closed(client: Client) -> None:
    order = await sold(client, ("TEA", 2))
    path = (await request_return(client("customer"), order, (1, 1))).headers["Location"]
    early = await post(client("warehouse"), f"{path}/close", {"reason": "no"})
    assert (early.status_code, early.json()["from"]) == (409, "requested")
