"""Every example body of the API document works in the demo shop of `make run`.

Each step sends the example of one operation unchanged, to resources that earlier steps created.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from entrypoints.configuration.development_secrets import DEVELOPMENT_KEY
from entrypoints.development.supervisor.stale_processes import stop_everything
from tests.module_samples import all_samples
from tests.openapi.walk import SECONDS, Walk
from tests.running.running_shop import TRADEPOST, Shop

pytestmark = [pytest.mark.process, pytest.mark.timeout(400)]

NOT_SENT = {
    "reset_password": "its token comes by mail, and an example of one cannot be valid",
    "verify_email": "its token comes by mail as well",
    "put_product_image": "its example is a picture, which JSON cannot show",
}
REFUND_FAILS = "pm_card_refundFail"


@pytest.fixture
def walk() -> Iterator[Walk]:
    with TemporaryDirectory(prefix="tradepost-examples-") as folder:
        shop = Shop(Path(folder))
        process = shop.start(*TRADEPOST, "up")
        try:
            shop.until_ready()
            key = shop.home.stored_secret(DEVELOPMENT_KEY)
            assert key is not None
            yield Walk(f"http://127.0.0.1:{shop.port}", key)
        finally:
            process.terminate()
            process.wait(SECONDS)
            stop_everything(shop.home.folder)


def test_every_example_runs_in_the_demo_shop(walk: Walk) -> None:
    people(walk)
    stock(walk)
    selling(walk)
    giving_back(walk)
    beside(walk)
    for samples in all_samples():
        if samples.send_examples:
            samples.send_examples(walk)
    shown = {name for name, (_, _, content) in walk.operations.items() if content}
    assert shown - walk.sent == set(NOT_SENT), "send the new operation's example in the module's samples"


def people(walk: Walk) -> None:
    ada = walk.step("register_user")
    token = walk.step("issue_token")["access_token"]
    walk.step("change_me", token=token)
    walk.step("revoke_token")
    walk.step("request_password_reset")
    walk.step("change_password", token=token)
    walk.step("create_api_key")
    walk.step("change_user", user_id=ada["id"])


def stock(walk: Walk) -> None:
    walk.step("create_product")
    walk.step("change_product", sku="85123A")
    walk.step("create_location")
    walk.step("change_location", code="LEEDS")
    for operation in ("restock", "book_receipt", "book_adjustment"):
        walk.step(operation)
    transfer = walk.step("create_transfer")["id"]
    walk.call("POST", f"/v1/inventory/transfers/{transfer}/ship")
    walk.step("receive_transfer", transfer_id=transfer)
    short = walk.step("create_transfer")["id"]
    walk.call("POST", f"/v1/inventory/transfers/{short}/ship")
    lines = [{"sku": "85123A", "received": 11, "damaged": 0}]
    walk.call("POST", f"/v1/inventory/transfers/{short}/receive", json={"lines": lines})
    walk.step("close_transfer", transfer_id=short)
    walk.call("POST", "/v1/products", json={"sku": "COUNTED1", "name": "Counted", "price_cents": 1})
    expected = walk.operations["set_level"][2]["application/json"]["example"]["expected_on_hand"]
    walk.call("POST", "/v1/inventory/restock", json={"sku": "COUNTED1", "quantity": expected})
    walk.step("set_level", sku="COUNTED1", location_code="MAIN")


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


def beside(walk: Walk) -> None:
    endpoint = walk.step("create_webhook_endpoint")["id"]
    walk.step("change_webhook_endpoint", endpoint_id=endpoint)
    walk.step("replay_webhook_events", endpoint_id=endpoint)
    walk.step("create_import")
    walk.step("create_export")
    walk.step("replay_dead_letters")


def paid_order(walk: Walk) -> int:
    return walk.order(payment={"method": "manual"})
