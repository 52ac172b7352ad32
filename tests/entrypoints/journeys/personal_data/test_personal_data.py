"""The whole program: personal data can be exported and is completely erased.

All of Ada's texts contain MARK, which is searched for in every column of every table.
"""

import json
from datetime import timedelta

from tests.entrypoints.journeys.personal_data.customer_history import (
    ADDRESS,
    EMAIL,
    MARK,
    PERSONAL_TABLES,
    CustomerHistory,
    Program,
    create_customer_history,
    post,
)
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.modules.webhooks.receiver import Receiver


async def test_the_export_contains_all_personal_data(program: Program, receiver: Receiver) -> None:
    history = await create_customer_history(program, receiver)
    response = await history.ada.get(f"/v1/users/{history.user_id}/export")
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-disposition"] == f'attachment; filename="user-{history.user_id}.json"'
    reported = response.json()["sections"]
    assert reported["account"]["email"] == EMAIL
    assert {session["user_agent"] for session in reported["sessions"]} == {f"{MARK}-app/1.0", f"{MARK}-app/2.0"}
    assert [key["name"] for key in reported["api_keys"]] == [f"{MARK} key"]
    assert [(job["kind"], job["type"]) for job in reported["jobs"]] == [("export", "orders")]
    assert [order["id"] for order in reported["orders"]] == [order["id"] for order in history.orders]
    assert reported["orders"][0]["shipping_address"] == ADDRESS
    assert reported["orders"][0]["gift_message"] == f"Happy birthday!\n{MARK}"
    assert [refund["reason"] for refund in reported["orders"][0]["refunds"]] == [f"A scratch, says {MARK}."]
    assert reported["orders"][1]["history"][-1]["reason"] == f"{MARK} changed her mind"
    assert [parcel["order_id"] for parcel in reported["shipments"]] == [history.orders[0]["id"]]
    assert [back["items"][0]["reason"] for back in reported["returns"]] == [f"Too small for {MARK}."]
    assert {mail["kind"] for mail in reported["mails"]} >= {"welcome", "password_reset", "password_changed"}
    assert {message["message"]["type"] for message in reported["webhook_messages"]} >= {"users.user.registered"}
    assert "user.password_reset" in {line["action"] for line in reported["audit"]}
    for secret in ("sk_", "password_hash", "digest", "argon2"):
        assert secret not in response.text
    again = await history.boss.get(f"/v1/users/{history.user_id}/export")
    assert again.json()["sections"].keys() == reported.keys()


async def the_unshipped_one_is_sent(program: Program, history: CustomerHistory) -> None:
    """A paid, unshipped order keeps only its shipping address, until it is shipped."""
    assert await program.marked() == {"orders.orders", "orders.order_search"}
    path = f"/v1/orders/{history.orders[2]['id']}"
    waiting = (await history.boss.get(path)).json()
    assert (waiting["erasure"], waiting["shipping_address"]) == ("waiting", ADDRESS)
    for field in ("billing_address", "tax_id", "note", "gift_message", "metadata", "hold"):
        assert MARK not in json.dumps(waiting[field])
    found = (await history.boss.get("/v1/admin/doctor")).json()
    assert found["healthy"], found
    await post(history.boss, f"{path}/release", {})
    parcel = await post(history.boss, f"{path}/shipments", {"items": [{"line_id": 1, "quantity": 2}]})
    sent = (await history.boss.get(path)).json()
    assert (sent["status"], sent["erasure"], sent["shipping_address"]["line1"]) == ("completed", "done", "erased")
    await work(program.container)
    await post(history.boss, f"/v1/shipments/{parcel['id']}/cancel", {})
    back = (await history.boss.get(path)).json()
    assert (back["status"], back["hold"]["reason"]) == ("confirmed", "customer_erased")
    assert (await history.boss.get("/v1/fulfillment/queue")).json()["items"] == []
    for path_, body, code in (
        (f"{path}/mails", {"kind": "confirmation"}, "mail_unavailable"),
        (f"{path}/release", {}, "shipping_address_erased"),
    ):
        refused = await history.boss.post(path_, json=body, headers={"Idempotency-Key": code})
        assert (refused.status_code, refused.json()["code"]) == (409, code)


async def it_is_sent_again_to_another_address(program: Program, history: CustomerHistory) -> None:
    """Data entered after the erasure is erased when the order is complete."""
    path = f"/v1/orders/{history.orders[2]['id']}"
    entered = await history.boss.patch(path, json={"shipping_address": ADDRESS, "note": MARK, "gift_message": MARK})
    assert (entered.status_code, entered.json()["erasure"]) == (200, "waiting")
    await post(history.boss, f"{path}/release", {})
    await work(program.container)
    assert "orders.orders" in await program.marked()
    found = (await history.boss.get("/v1/admin/doctor")).json()
    assert found["healthy"], found
    await post(history.boss, f"{path}/shipments", {"items": [{"line_id": 1, "quantity": 2}]})
    sent = (await history.boss.get(path)).json()
    assert (sent["status"], sent["erasure"]) == ("completed", "done")
    assert (sent["shipping_address"]["line1"], sent["note"], sent["gift_message"]) == ("erased", None, None)
    await work(program.container)


async def test_no_personal_data_of_a_deleted_user_remains(program: Program, receiver: Receiver) -> None:
    history = await create_customer_history(program, receiver)
    assert await program.marked() == PERSONAL_TABLES, "the search sees what there is"
    before = {order["id"]: (await history.boss.get(f"/v1/orders/{order['id']}")).json() for order in history.orders}

    deleted = await history.boss.delete(f"/v1/users/{history.user_id}")
    assert deleted.status_code == 204
    assert (await history.ada.get("/v1/users/me")).status_code == 401
    await work(program.container)
    await the_unshipped_one_is_sent(program, history)
    await it_is_sent_again_to_another_address(program, history)
    assert await program.marked() == set()

    for id_, order in before.items():
        after = (await history.boss.get(f"/v1/orders/{id_}")).json()
        stays = {"items", "total_cents", "tax_cents", "paid_cents", "refunded_cents", "status", "coupon_code"}
        for kept in stays - ({"items", "status"} if id_ == history.orders[2]["id"] else set()):
            assert after[kept] == order[kept]
        assert MARK not in json.dumps(after)
    assert (await history.boss.get(f"/v1/users/{history.user_id}/export")).status_code == 404
    found = (await history.boss.get("/v1/admin/doctor")).json()
    assert found["healthy"], found

    async with program.container.database().begin() as tx:
        await tx.fetch("UPDATE orders.orders SET note = $1 WHERE id = $2", f"leaked {MARK}", history.orders[0]["id"])
        await tx.commit()
    assert await program.marked() == {"orders.orders"}, "and would see what was left"


async def test_stored_responses_about_a_user_are_deleted_after_three_days(program: Program, receiver: Receiver) -> None:
    boss = await program.signed_in("boss")
    body = {"email": EMAIL, "username": "another"}
    made = await post(boss, "/v1/users", body, **{"Idempotency-Key": "k"})
    await boss.delete(f"/v1/users/{made['id']}")
    await work(program.container)
    assert await program.marked() == {"platform.idempotency_keys"}
    program.container.database().clock_shift += timedelta(hours=73)
    (prune,) = [job for job in program.container.jobs() if job.name == "operations.prune_idempotency_keys"]
    await prune.run()
    assert await program.marked() == set()
