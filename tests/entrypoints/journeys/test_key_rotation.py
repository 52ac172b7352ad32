"""Rotation of `TRADEPOST_SECRET_KEYS`: signatures are valid until their key is removed."""

import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import Any

import httpx2
import orjson

from entrypoints.api_program import ApiProgram
from entrypoints.processes.api import fingerprint_key
from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.http_container import UsersHttpContainer
from shared.infra.injection import resolve
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM
from tests.running.program_app import program_app
from tests.settings import settings_of

OLD, NEW = "o" * 32, "n" * 32
PASSWORD = "correct horse battery"
ADDRESS = {"name": "Grace", "line1": "1 Road", "city": "London", "postal_code": "N1 1AA", "country": "GB"}
GUEST = {"name": "Grace", "email": "grace@example.com"}


@dataclass(frozen=True)
class Instance:
    """The whole program with one set of keys."""

    container: ApiProgram
    http: httpx2.AsyncClient

    async def get(self, path: str, token: str) -> tuple[int, str | None]:
        response = await self.http.get(path, headers={"Authorization": f"Bearer {token}"})
        return response.status_code, response.json().get("code")

    async def token(self, **form: str) -> httpx2.Response:
        return await self.http.post("/v1/auth/token", data=form)

    def opens(self, ticket: str) -> bool:
        tickets = self.container.http_services().tickets
        assert tickets
        try:
            return bool(tickets.holder(ticket))
        except Unauthenticated:
            return False


@asynccontextmanager
async def running(keys: str, database_url: str, redis_url: str) -> AsyncIterator[Instance]:
    settings = settings_of(database_url, redis_url, TRADEPOST_SECRET_KEYS=keys, TRADEPOST_RATE_LIMITS="off")

    container = ApiProgram(lambda: settings, "test")
    app = program_app(container)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as http:
        yield Instance(container, http)
    await container.close()


async def signed_by_the_old(shop: Instance) -> dict[str, str]:
    """One of everything that is signed with a key."""
    admin = CreateFirstAdminCommand(
        principal=SYSTEM,
        metadata=EventMetadata("operator", "r"),
        email="boss@example.com",
        username="boss",
        password=PASSWORD,
    )
    await resolve(shop.container.of(UsersHttpContainer).create_first_admin)(admin)
    issued = (await shop.token(grant_type="password", username="boss", password=PASSWORD)).json()
    staff = {"Authorization": f"Bearer {issued['access_token']}"}

    async def post(path: str, body: dict[str, Any]) -> Any:
        response = await shop.http.post(path, json=body, headers=staff)
        assert response.status_code == 201, response.text
        return response.json()

    for sku in ("AAA", "BBB"):
        await post("/v1/products", {"sku": sku, "name": "A thing", "price_cents": 255})
    await post("/v1/inventory/restock", {"sku": "AAA", "quantity": 5})
    order = await post(
        "/v1/orders", {"items": [{"sku": "AAA", "quantity": 1}], "shipping_address": ADDRESS, "customer": GUEST}
    )
    ticket = await shop.http.post("/v1/stream-tickets", headers=staff)
    page = (await shop.http.get("/v1/products?limit=1")).json()
    return {
        "access": issued["access_token"],
        "refresh": issued["refresh_token"],
        "cursor": page["next_cursor"],
        "ticket": ticket.json()["ticket"],
        "guest": order["order_token"],
        "order": f"/v1/orders/{order['id']}",
    }


async def holds(shop: Instance, kept: dict[str, str]) -> dict[str, tuple[int, str | None] | bool]:
    paged = await shop.http.get("/v1/products", params={"limit": 1, "cursor": kept["cursor"]})
    return {
        "access": await shop.get("/v1/users/me", kept["access"]),
        "guest": await shop.get(kept["order"], kept["guest"]),
        "cursor": (paged.status_code, paged.json().get("code")),
        "ticket": shop.opens(kept["ticket"]),
    }


def kid(token: str) -> str:
    head = token.partition(".")[0]
    return str(json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])


async def test_signatures_are_valid_while_their_key_is_configured(database_url: str, redis_url: str) -> None:
    good = {"access": (200, None), "guest": (200, None), "cursor": (200, None), "ticket": True}
    async with running(OLD, database_url, redis_url) as before:
        kept = await signed_by_the_old(before)
        assert await holds(before, kept) == good
    async with running(f"{NEW},{OLD}", database_url, redis_url) as between:
        assert await holds(between, kept) == good
        renewed = await between.token(grant_type="refresh_token", refresh_token=kept["refresh"])
        following = renewed.json()
        assert renewed.status_code == 200
        assert kid(following["access_token"]) != kid(kept["access"]), "the newest key signs"
    async with running(NEW, database_url, redis_url) as after:
        assert await holds(after, kept) == {
            "access": (401, "token_invalid"),
            "guest": (401, "token_invalid"),
            "cursor": (400, "cursor_invalid"),
            "ticket": False,
        }
        assert await after.get("/v1/users/me", following["access_token"]) == (200, None)
        again = await after.token(grant_type="refresh_token", refresh_token=following["refresh_token"])
        assert again.status_code == 200, "sessions rest on no key"
    async with running(OLD, database_url, redis_url) as stale:
        assert await stale.get("/v1/users/me", following["access_token"]) == (401, "token_invalid")


async def test_a_stored_request_is_recognized_after_key_rotation_and_discloses_no_password(
    database_url: str, redis_url: str
) -> None:
    """The fingerprint of a password change is stored for days."""
    body = {"current_password": PASSWORD, "new_password": "staple of the horse"}
    path, key = "/v1/auth/password/change", {"Idempotency-Key": "k"}
    async with running(OLD, database_url, redis_url) as before:
        token = (await signed_by_the_old(before))["access"]
        headers = {"Authorization": f"Bearer {token}", **key}
        assert (await before.http.post(path, json=body, headers=headers)).status_code == 200
        async with before.container.database().read() as reading:
            (row,) = await reading.fetch("SELECT fingerprint FROM platform.idempotency_keys WHERE key = 'k'")
        content = f"POST\n{path}\n\n".encode() + orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        assert row["fingerprint"] not in (sha256(content).digest(), blake2b(content, digest_size=32).digest())
        secret = fingerprint_key(before.container.settings())
        assert row["fingerprint"] == blake2b(content, key=secret, digest_size=32).digest(), (
            "this is what it would be guessed by"
        )
    async with running(f"{NEW},{OLD}", database_url, redis_url) as after:
        again = await after.http.post(path, json=body, headers=headers)
        assert (again.status_code, again.headers["idempotent-replayed"]) == (200, "true")
        other = await after.http.post(path, json={**body, "new_password": "another of them"}, headers=headers)
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
