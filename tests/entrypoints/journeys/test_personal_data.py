"""The whole program: personal data can be exported and is completely erased.

All of Ada's texts contain MARK, which is searched for in every column of every table.
"""

import asyncio
import csv
import io
import json
import mailbox
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI

from entrypoints.api_program import ApiProgram
from modules.orders.application.search.index_orders import INDEXED_EVENTS
from modules.orders.http_container import OrdersHttpContainer
from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.http_container import UsersHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.consumers import register
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM
from tests.databases import DatabaseUrls
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.modules.webhooks.receiver import Receiver
from tests.program_app import program_app
from tests.settings import settings_of

MARK = "zqxcanary"
PHONE = "+447700900123"
PASSWORD = "correct horse battery"
NEW = "staple of the horse"
EMAIL = f"{MARK}@example.com"
ADDRESS = {
    "name": f"Ada {MARK}",
    "company": f"{MARK} Ltd",
    "line1": f"1 {MARK} Road",
    "line2": f"Flat {MARK}",
    "city": f"{MARK}town",
    "region": f"{MARK}shire",
    "postal_code": "N1 1AA",
    "country": "GB",
    "phone": PHONE,
}
KEEPERS = {
    "promotions.coupon_redemptions",
    "orders.order_history",
    "orders.order_search",
    "orders.orders",
    "orders.refunds",
    "orders.returns",
    "platform.idempotency_keys",
    "users.api_keys",
    "users.sessions",
    "users.users",
    "webhooks.deliveries",
}
"""Tables that hold words of Ada's while she is a customer."""


@dataclass(frozen=True)
class Program:
    container: ApiProgram
    app: FastAPI
    owner_url: str

    def client(self, token: str | None = None, agent: str = "test/1") -> httpx2.AsyncClient:
        headers = {"User-Agent": agent, **({"Authorization": f"Bearer {token}"} if token else {})}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url="http://shop", headers=headers)

    async def signed_in(self, name: str, password: str = PASSWORD, agent: str = "test/1") -> httpx2.AsyncClient:
        form = {"grant_type": "password", "username": name, "password": password}
        answer = await self.client(agent=agent).post("/v1/auth/token", data=form)
        assert answer.status_code == 200, answer.text
        return self.client(answer.json()["access_token"], agent)

    async def marked(self) -> set[str]:
        """The tables with rows that contain the mark, in text, JSON or bytes."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            tables = await connection.fetch("""SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
                   WHERE schemaname NOT IN ('pg_catalog', 'information_schema')""")
            assert len(tables) > 30
            words = (MARK, PHONE.removeprefix("+"))
            shapes = "|".join(shape for word in words for shape in (word, word.encode().hex()))
            found = set()
            for table in tables:
                query = f"SELECT EXISTS (SELECT FROM {table['name']} t WHERE t::text ~* $1)"
                if await connection.fetchval(query, shapes):
                    found.add(table["name"])
            return found
        finally:
            await connection.close()


@pytest.fixture
async def program(database: DatabaseUrls, redis_url: str, broker_url: str, tmp_path: Path) -> AsyncIterator[Program]:
    more = {"TRADEPOST_BROKER_URL": broker_url, "TRADEPOST_RATE_LIMITS": "off", "TRADEPOST_HOME": str(tmp_path)}
    container = ApiProgram(partial(settings_of, database.program, redis_url, **more), "test")
    await register(container.database(), container.consumers())
    admin = CreateFirstAdminCommand(
        principal=SYSTEM,
        metadata=EventMetadata("operator", "r"),
        email="boss@example.com",
        username="boss",
        password=PASSWORD,
    )
    await resolve(container.of(UsersHttpContainer).create_first_admin)(admin)

    app = program_app(container)
    yield Program(container, app, database.owner)
    await container.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made


async def post(client: httpx2.AsyncClient, path: str, body: object, **headers: str) -> Any:
    answer = await client.post(path, json=body, headers=headers)
    assert answer.status_code in (200, 201, 202), answer.text
    return answer.json()


async def indexed(container: ApiProgram) -> None:
    """Update the search index of orders."""
    keep, behind = resolve(container.of(OrdersHttpContainer).update_index), True
    while await keep() or behind:
        async with container.database().snapshot() as tx:
            indexed_at = await resolve(container.of(OrdersHttpContainer).search_of)(tx).indexed_at(INDEXED_EVENTS)
            behind = indexed_at is None or indexed_at < tx.now


async def sent(program: Program, receiver: Receiver, number: int) -> None:
    """Run the workers and the webhook sender until the given number of messages was sent."""
    await work(program.container)
    await indexed(program.container)
    stop = asyncio.Event()
    (loop,) = [one for one in program.container.background_tasks() if one.name == "webhooks.sender"]
    sending = asyncio.ensure_future(loop.run(stop))
    await receiver.until(number)
    stop.set()
    await sending


@dataclass(frozen=True)
class Life:
    """Ada as a customer with her id and orders, and the shop's administrator."""

    ada: httpx2.AsyncClient
    boss: httpx2.AsyncClient
    user_id: int
    orders: list[Any]


async def lived(program: Program, receiver: Receiver) -> Life:
    """Use every feature that stores personal data."""
    boss = await program.signed_in("boss")
    await post(boss, "/v1/webhook-endpoints", {"url": receiver.url, "event_types": ["users.*", "orders.order.placed"]})
    await post(boss, "/v1/products", {"sku": "MUG1", "name": "Blue mug", "price_cents": 255})
    await post(boss, "/v1/inventory/restock", {"sku": "MUG1", "quantity": 50})
    await post(boss, "/v1/coupons", {"code": "SPRING", "percent_bps": 1000})
    registration = {"email": EMAIL, "username": f"{MARK}.ada", "password": PASSWORD, "full_name": f"Ada {MARK}"}
    ada_id = (await post(program.client(), "/v1/users", registration))["id"]
    ada = await program.signed_in(EMAIL, agent=f"{MARK}-app/1.0")
    await ada.patch("/v1/users/me", json={"full_name": f"Ada K. {MARK}"}, headers={"Idempotency-Key": f"{MARK}-1"})

    await boss.patch(f"/v1/users/{ada_id}", json={"role": "support"})
    await post(ada, "/v1/api-keys", {"name": f"{MARK} key", "scopes": ["orders:read"]})
    await post(ada, "/v1/exports", {"type": "orders"})
    await boss.patch(f"/v1/users/{ada_id}", json={"role": "customer"})

    wish = {
        "items": [{"sku": "MUG1", "quantity": 2}],
        "shipping_address": ADDRESS,
        "billing_address": {**ADDRESS, "line1": f"2 {MARK} Street"},
        "tax_id": f"GB{MARK}",
        "note": f"Ring twice, says {MARK}.",
        "gift_message": f"Happy birthday!\n{MARK}",
        "metadata": {"gift": f"for {MARK}"},
        "coupon_code": "SPRING",
    }
    kept, cancelled, held = [
        await post(ada, "/v1/orders", wish, **{"Idempotency-Key": f"{MARK}-{number}"}) for number in ("a", "b", "c")
    ]
    await post(ada, f"/v1/orders/{cancelled['id']}/cancel", {"reason": f"{MARK} changed her mind"})
    await post(boss, f"/v1/orders/{kept['id']}/payments", {"method": "manual"})
    await post(boss, f"/v1/orders/{held['id']}/payments", {"method": "manual"})
    await post(boss, f"/v1/orders/{held['id']}/hold", {"reason": f"{MARK} called"})
    units = {"items": [{"line_id": 1, "quantity": 2}]}
    parcel = await post(boss, f"/v1/orders/{kept['id']}/shipments", units)
    await post(boss, f"/v1/shipments/{parcel['id']}/deliver", {})
    back = {"items": [{"line_id": 1, "quantity": 1, "reason": f"Too small for {MARK}."}]}
    await post(ada, f"/v1/orders/{kept['id']}/returns", back)
    await post(boss, f"/v1/orders/{kept['id']}/refunds", {"amount_cents": 10, "reason": f"A scratch, says {MARK}."})

    await post(program.client(), "/v1/auth/password/forgot", {"email": EMAIL})
    await sent(program, receiver, 5)
    await post(program.client(), "/v1/auth/password/reset", {"token": mailed_token(program), "new_password": NEW})
    ada = await program.signed_in(EMAIL, NEW, agent=f"{MARK}-app/2.0")
    await sent(program, receiver, 6)
    return Life(ada, boss, ada_id, [kept, cancelled, held])


def mailed_token(program: Program) -> str:
    """The token of the e-mailed link."""
    box = mailbox.Maildir(program.container.settings().mail_folder)
    for key in box.keys():  # noqa: SIM118
        part = message_from_bytes(box.get_bytes(key), policy=policy.default).get_body(("plain",))
        found = re.search(r"reset-password#token=(\S+)", part.get_content()) if part else None
        if found:
            return found[1]
    raise AssertionError("no mail has a link")


async def test_one_takes_along_everything_that_is_kept(program: Program, receiver: Receiver) -> None:
    life = await lived(program, receiver)
    answer = await life.ada.get(f"/v1/users/{life.user_id}/export")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == f'attachment; filename="user-{life.user_id}.json"'
    told = answer.json()["sections"]
    assert told["account"]["email"] == EMAIL
    assert {session["user_agent"] for session in told["sessions"]} == {f"{MARK}-app/1.0", f"{MARK}-app/2.0"}
    assert [key["name"] for key in told["api_keys"]] == [f"{MARK} key"]
    assert [(job["kind"], job["type"]) for job in told["jobs"]] == [("export", "orders")]
    assert [order["id"] for order in told["orders"]] == [order["id"] for order in life.orders]
    assert told["orders"][0]["shipping_address"] == ADDRESS
    assert told["orders"][0]["gift_message"] == f"Happy birthday!\n{MARK}"
    assert [refund["reason"] for refund in told["orders"][0]["refunds"]] == [f"A scratch, says {MARK}."]
    assert told["orders"][1]["history"][-1]["reason"] == f"{MARK} changed her mind"
    assert [parcel["order_id"] for parcel in told["shipments"]] == [life.orders[0]["id"]]
    assert [back["items"][0]["reason"] for back in told["returns"]] == [f"Too small for {MARK}."]
    assert {mail["kind"] for mail in told["mails"]} >= {"welcome", "password_reset", "password_changed"}
    assert {message["message"]["type"] for message in told["webhook_messages"]} >= {"users.user.registered"}
    assert "user.password_reset" in {line["action"] for line in told["audit"]}
    for secret in ("sk_", "password_hash", "digest", "argon2"):
        assert secret not in answer.text
    again = await life.boss.get(f"/v1/users/{life.user_id}/export")
    assert again.json()["sections"].keys() == told.keys()


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
    box = mailbox.Maildir(program.container.settings().mail_folder)
    for key in box.keys():  # noqa: SIM118
        mail = message_from_bytes(box.get_bytes(key), policy=policy.default)
        if "is confirmed" in mail["Subject"]:
            return {part.get_content_subtype(): part.get_content() for part in mail.iter_parts()}
    raise AssertionError("no order was confirmed by mail")


async def the_unshipped_one_is_sent(program: Program, life: Life) -> None:
    """A paid, unshipped order keeps only its shipping address, until it is shipped."""
    assert await program.marked() == {"orders.orders", "orders.order_search"}
    path = f"/v1/orders/{life.orders[2]['id']}"
    waiting = (await life.boss.get(path)).json()
    assert (waiting["erasure"], waiting["shipping_address"]) == ("waiting", ADDRESS)
    for field in ("billing_address", "tax_id", "note", "gift_message", "metadata", "hold"):
        assert MARK not in json.dumps(waiting[field])
    found = (await life.boss.get("/v1/admin/doctor")).json()
    assert found["healthy"], found
    await post(life.boss, f"{path}/release", {})
    parcel = await post(life.boss, f"{path}/shipments", {"items": [{"line_id": 1, "quantity": 2}]})
    sent = (await life.boss.get(path)).json()
    assert (sent["status"], sent["erasure"], sent["shipping_address"]["line1"]) == ("completed", "done", "erased")
    await work(program.container)
    await post(life.boss, f"/v1/shipments/{parcel['id']}/cancel", {})
    back = (await life.boss.get(path)).json()
    assert (back["status"], back["hold"]["reason"]) == ("confirmed", "customer_erased")
    assert (await life.boss.get("/v1/fulfillment/queue")).json()["items"] == []
    for path_, body, code in (
        (f"{path}/mails", {"kind": "confirmation"}, "mail_unavailable"),
        (f"{path}/release", {}, "shipping_address_erased"),
    ):
        refused = await life.boss.post(path_, json=body, headers={"Idempotency-Key": code})
        assert (refused.status_code, refused.json()["code"]) == (409, code)


async def it_is_sent_again_to_another_address(program: Program, life: Life) -> None:
    """Data entered after the erasure is erased when the order is complete."""
    path = f"/v1/orders/{life.orders[2]['id']}"
    entered = await life.boss.patch(path, json={"shipping_address": ADDRESS, "note": MARK, "gift_message": MARK})
    assert (entered.status_code, entered.json()["erasure"]) == (200, "waiting")
    await post(life.boss, f"{path}/release", {})
    await work(program.container)
    assert "orders.orders" in await program.marked()
    found = (await life.boss.get("/v1/admin/doctor")).json()
    assert found["healthy"], found
    await post(life.boss, f"{path}/shipments", {"items": [{"line_id": 1, "quantity": 2}]})
    sent = (await life.boss.get(path)).json()
    assert (sent["status"], sent["erasure"]) == ("completed", "done")
    assert (sent["shipping_address"]["line1"], sent["note"], sent["gift_message"]) == ("erased", None, None)
    await work(program.container)


async def test_nothing_is_left_of_who_was_deleted(program: Program, receiver: Receiver) -> None:
    life = await lived(program, receiver)
    assert await program.marked() == KEEPERS, "the search sees what there is"
    before = {order["id"]: (await life.boss.get(f"/v1/orders/{order['id']}")).json() for order in life.orders}

    deleted = await life.boss.delete(f"/v1/users/{life.user_id}")
    assert deleted.status_code == 204
    assert (await life.ada.get("/v1/users/me")).status_code == 401
    await work(program.container)
    await the_unshipped_one_is_sent(program, life)
    await it_is_sent_again_to_another_address(program, life)
    assert await program.marked() == set()

    for id_, order in before.items():
        after = (await life.boss.get(f"/v1/orders/{id_}")).json()
        stays = {"items", "total_cents", "tax_cents", "paid_cents", "refunded_cents", "status", "coupon_code"}
        for kept in stays - ({"items", "status"} if id_ == life.orders[2]["id"] else set()):
            assert after[kept] == order[kept]
        assert MARK not in json.dumps(after)
    assert (await life.boss.get(f"/v1/users/{life.user_id}/export")).status_code == 404
    found = (await life.boss.get("/v1/admin/doctor")).json()
    assert found["healthy"], found

    async with program.container.database().begin() as tx:
        await tx.fetch("UPDATE orders.orders SET note = $1 WHERE id = $2", f"leaked {MARK}", life.orders[0]["id"])
        await tx.commit()
    assert await program.marked() == {"orders.orders"}, "and would see what was left"


async def test_what_staff_were_answered_about_a_person_is_gone_after_three_days(
    program: Program, receiver: Receiver
) -> None:
    boss = await program.signed_in("boss")
    body = {"email": EMAIL, "username": "somebody"}
    made = await post(boss, "/v1/users", body, **{"Idempotency-Key": "k"})
    await boss.delete(f"/v1/users/{made['id']}")
    await work(program.container)
    assert await program.marked() == {"platform.idempotency_keys"}
    program.container.database().clock_shift += timedelta(hours=73)
    (prune,) = [job for job in program.container.jobs() if job.name == "operations.prune_idempotency_keys"]
    await prune.run()
    assert await program.marked() == set()
