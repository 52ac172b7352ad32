"""Every example body of the API document works in the demo shop of `make run`.

Each step sends the example of one operation unchanged, to resources that earlier steps created.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import pytest

from entrypoints.configuration.development_secrets import DEVELOPMENT_KEY
from entrypoints.development.supervisor.stale_processes import stop_everything
from shared.infra.http.openapi.references import operations
from tests.api_document import written_out
from tests.running_shop import TRADEPOST, Shop
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = [pytest.mark.process, pytest.mark.timeout(400)]

FORM = "application/x-www-form-urlencoded"
NOT_SENT = {
    "reset_password": "its token comes by mail, and an example of one cannot be valid",
    "verify_email": "its token comes by mail as well",
    "put_product_image": "its example is a picture, which JSON cannot show",
}
SECONDS = 60
REFUND_FAILS = "pm_card_refundFail"


class Walk:
    """Sends examples as the developer, or as the owner of `token`."""

    def __init__(self, url: str, key: str) -> None:
        self.http = httpx2.Client(base_url=url, trust_env=False, timeout=SECONDS)
        self.key = key
        document = written_out(self.http.get("/api/openapi.json").json())
        self.operations = {
            operation["operationId"]: (method, path, operation.get("requestBody", {}).get("content", {}))
            for path, method, operation in operations(document)
        }
        self.sent: set[str] = set()

    def step(self, operation_id: str, *, token: str | None = None, **path: object) -> Any:
        """Send the operation's example, which must succeed, and return the response body."""
        method, template, content = self.operations[operation_id]
        self.sent.add(operation_id)
        (kind,) = content.keys() - {"multipart/form-data"} or content.keys()
        example = content[kind].get("example")
        body: dict[str, Any]
        if kind == FORM:
            body = {"data": example}
        elif kind == "multipart/form-data":
            body = _form(content[kind]["schema"]["properties"])
        else:
            body = {"json": example}
        return self.call(method, template.format(**path), token=token, **body)

    def call(self, method: str, path: str, *, token: str | None = None, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token or self.key}", "Idempotency-Key": token_hex(8)}
        answer = self.http.request(method.upper(), path, headers=headers, **body)
        assert answer.status_code < 300, f"{method} {path} {body}: {answer.text}"
        return answer.json() if answer.content else None

    def until(self, path: str, holds: Callable[[Any], bool]) -> None:
        """Poll until the condition holds; the worker processes payments in the background."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not holds(read := self.call("GET", path)):
            assert time.monotonic() < deadline, read
            time.sleep(0.1)

    def order(self, **changes: object) -> int:
        """Place another order like the example, for steps that need their own order. Returns its id."""
        example = {**self.operations["place_order"][2]["application/json"]["example"], **changes}
        example.pop("client_reference")
        return int(self.call("POST", "/v1/orders", json=example)["id"])


def _form(properties: dict[str, Any]) -> dict[str, Any]:
    fields = {name: one["examples"][0] for name, one in properties.items() if name != "file" and "examples" in one}
    fields |= {name: one["enum"][0] for name, one in properties.items() if name not in fields and "enum" in one}
    return {"data": fields, "files": {"file": ("table.csv", properties["file"]["examples"][0].encode(), "text/csv")}}


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
    shown = {name for name, (_, _, content) in walk.operations.items() if content}
    assert shown - walk.sent == set(NOT_SENT), "send the new operation's example in one of the steps"


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
    walk.step("create_coupon")
    walk.step("change_coupon", code="SPRING-10")
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
