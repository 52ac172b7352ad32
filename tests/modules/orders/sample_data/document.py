"""Orders in each state that an operation of the API document requires."""

from tests.openapi.document_samples import DocumentSamples
from tests.openapi.walk import Walk

REFUND_FAILS = "pm_card_refundFail"


def send_examples(walk: Walk) -> None:
    selling(walk)
    giving_back(walk)


def selling(walk: Walk) -> None:
    walk.step("quote_order")
    placed = walk.step("place_order")["id"]
    walk.step("change_order", order_id=placed)
    walk.step("pay_order", order_id=placed)
    recorded = walk.call("POST", f"/v1/orders/{walk.order()}/payments", json={"method": "manual"})["id"]
    walk.step("void_payment", payment_id=recorded)
    walk.step("cancel_order", order_id=walk.order())
    walk.step("hold_order", order_id=paid_order(walk))
    walk.step("reallocate_order", order_id=paid_order(walk))


def giving_back(walk: Walk) -> None:
    order = paid_order(walk)
    shipment = walk.step("ship_order", order_id=order)["id"]
    walk.step("change_shipment", shipment_id=shipment)
    returned = walk.step("request_return", order_id=order)["id"]
    walk.call("POST", f"/v1/returns/{returned}/approve")
    walk.step("receive_return", return_id=returned)
    walk.step("refund_return", return_id=returned)
    walk.step("refund_order", order_id=order)
    walk.step("resend_order_mails", order_id=order)
    walk.step("dismiss_refund", refund_id=failed_refund(walk))
    walk.step("close_return", return_id=unpayable_return(walk))


def failed_refund(walk: Walk) -> int:
    """A refund that the sandbox's bank rejects."""
    order = walk.order(payment={"method": "card", "token": REFUND_FAILS})
    walk.until(f"/v1/orders/{order}", lambda read: read["payment_status"] == "paid")
    refund = walk.call("POST", f"/v1/orders/{order}/refunds", json={"amount_cents": 100, "reason": "Goodwill."})["id"]
    walk.until(f"/v1/refunds/{refund}", lambda read: read["status"] == "failed")
    return int(refund)


def unpayable_return(walk: Walk) -> int:
    """Returned goods whose payment was already fully refunded."""
    order = paid_order(walk)
    read = walk.call("GET", f"/v1/orders/{order}")
    items = [{"line_id": 1, "quantity": 6}]
    walk.call("POST", f"/v1/orders/{order}/shipments", json={"items": items, "location_code": "MAIN"})
    goodwill = {"amount_cents": read["total_cents"], "reason": "Goodwill."}
    walk.call("POST", f"/v1/orders/{order}/refunds", json=goodwill)
    returned = walk.step("request_return", order_id=order)["id"]
    walk.call("POST", f"/v1/returns/{returned}/approve")
    walk.step("receive_return", return_id=returned)
    return int(returned)


def paid_order(walk: Walk) -> int:
    return walk.order(payment={"method": "manual"})


DOCUMENT = DocumentSamples(
    send_examples=send_examples,
    repeats_names={"price_changed": ["current"]},
    unsayable={
        "POST /v1/orders": {"required"},
        "PATCH /v1/orders/{order_id}": {"required"},
        "POST /v1/orders/{order_id}/refunds": {"required"},
    },
)
