"""The gift message of an order."""

import csv
import io

from tests.entrypoints.journeys.personal_data.customer_history import ADDRESS, EMAIL, Program, post
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.mails import mails_in


async def test_a_gift_message_is_shown_wherever_it_is_needed(program: Program) -> None:
    boss = await program.signed_in("boss")
    await post(boss, "/v1/products", {"sku": "MUG1", "name": "Blue mug", "price_cents": 255})
    await post(boss, "/v1/inventory/restock", {"sku": "MUG1", "quantity": 5})
    wish = {
        "items": [{"sku": "MUG1", "quantity": 1}],
        "shipping_address": ADDRESS,
        "customer": {"name": "Ada", "email": EMAIL},
        "gift_message": " For <b>Ada</b>,\nwith\u202e love. ",
    }
    message = "For <b>Ada</b>,\nwith\u202e love."
    placed = await post(boss, "/v1/orders", wish, **{"Idempotency-Key": "gift"})
    assert await post(boss, "/v1/orders", wish, **{"Idempotency-Key": "gift"}) == placed
    path = f"/v1/orders/{placed['id']}"
    assert (await boss.get(path)).json()["gift_message"] == placed["gift_message"] == message
    assert (await boss.get("/v1/orders")).json()["items"][0]["gift_message"] == message
    (row,) = csv.DictReader(io.StringIO((await boss.get("/v1/orders", headers={"Accept": "text/csv"})).text))
    assert row["gift_message"] == message

    await post(boss, f"{path}/payments", {"method": "manual"})
    await work(program.container)
    mail = confirmation(program)
    assert "\nYour gift message:\n    For <b>Ada</b>,\n    with love.\n" in mail["plain"]
    assert "For &lt;b&gt;Ada&lt;/b&gt;,\nwith love." in mail["html"]
    (queued,) = (await boss.get("/v1/fulfillment/queue")).json()["items"]
    assert queued["gift_message"] == message

    changed = await boss.patch(path, json={"gift_message": "Get well soon."})
    assert (changed.status_code, changed.json()["gift_message"]) == (200, "Get well soon.")
    assert (await boss.patch(path, json={"gift_message": None})).json()["gift_message"] is None
    await post(boss, f"{path}/shipments", {"items": [{"line_id": 1, "quantity": 1}]})
    late = await boss.patch(path, json={"gift_message": "Too late."})
    assert (late.status_code, late.json()["code"]) == (409, "invalid_transition")


def confirmation(program: Program) -> dict[str, str]:
    """The parts of the confirmation mail by their subtypes."""
    for mail in mails_in(program.container.settings().mail_folder):
        if "is confirmed" in mail["Subject"]:
            return {part.get_content_subtype(): part.get_content() for part in mail.iter_parts()}
    raise AssertionError("no order was confirmed by mail")
