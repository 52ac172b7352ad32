"""A customer who leaves personal data in all modules. Her texts contain MARK, which is searched for in every table."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx2
from fastapi import FastAPI

from entrypoints.api_program import ApiProgram
from modules.orders.application.search.index_orders import INDEXED_EVENTS
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.mails import mails_in
from tests.module_samples import all_samples
from tests.modules.webhooks.receiver import Receiver

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


PERSONAL_TABLES = {"platform.idempotency_keys"}.union(*(samples.personal_tables for samples in all_samples()))
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
        response = await self.client(agent=agent).post("/v1/auth/token", data=form)
        assert response.status_code == 200, response.text
        return self.client(response.json()["access_token"], agent)

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


async def post(client: httpx2.AsyncClient, path: str, body: object, **headers: str) -> Any:
    response = await client.post(path, json=body, headers=headers)
    assert response.status_code in (200, 201, 202), response.text
    return response.json()


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
class CustomerHistory:
    """Ada as a customer with her id and orders, and the shop's administrator."""

    ada: httpx2.AsyncClient
    boss: httpx2.AsyncClient
    user_id: int
    orders: list[Any]


async def create_customer_history(program: Program, receiver: Receiver) -> CustomerHistory:
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
    for samples in all_samples():
        await samples.leave_personal_data(ada, MARK)
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
    return CustomerHistory(ada, boss, ada_id, [kept, cancelled, held])


def mailed_token(program: Program) -> str:
    """The token of the e-mailed link."""
    for mail in mails_in(program.container.settings().mail_folder):
        part = mail.get_body(("plain",))
        found = re.search(r"reset-password#token=(\S+)", part.get_content()) if part else None
        if found:
            return found[1]
    raise AssertionError("no mail has a link")
