"""Secrets sent to every route and field appear neither in storage nor in logs."""

import logging as standard_logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from secrets import token_hex
from urllib.parse import quote

import pytest
import structlog
from redis.asyncio import Redis

from shared.infra import logging
from tests.edges.access.objects import Things
from tests.edges.access.principals import furnish, guest_order_body
from tests.edges.open_shop import opened
from tests.edges.shop import Shop
from tests.edges.text.hostile import Sender
from tests.edges.text.text_inputs import places
from tests.modules.orders.sample_data.access import order_body
from tests.running.databases import Databases

FORM = b"application/x-www-form-urlencoded"
MAY_HOLD = {"orders.payments"}
"""Where a card's token is kept until the payment is settled."""


@dataclass
class Canaries:
    """`secrets` by kind; `sent` is ordinary text, which tables may contain and logs may not."""

    password: str = field(default_factory=lambda: f"Canary-{token_hex(12)}")
    card: str = field(default_factory=lambda: f"pm_canary_{token_hex(12)}")
    sent: str = field(default_factory=lambda: f"canary{token_hex(12)}")
    secrets: dict[str, str] = field(default_factory=dict)


@pytest.fixture
async def watched(databases: Databases, redis_url: str) -> AsyncIterator[Shop]:
    """A shop whose log lines of all libraries are recorded."""
    database = await databases.create()
    async with opened(database, redis_url, TRADEPOST_STRIPE_API_KEY="sk_test_canary",
                      TRADEPOST_STRIPE_WEBHOOK_SECRET="whsec_canary",
                      TRADEPOST_STRIPE_API_BASE="http://127.0.0.1:1") as shop:  # fmt: skip
        logging.configure("info", shop.logs)
        await furnish(shop)
        yield shop
    await databases.drop(database)


async def issued(shop: Shop, canaries: Canaries) -> None:
    """Collect all secrets that the shop creates or accepts."""
    secrets = canaries.secrets
    person = {"email": "canary@people.example", "username": "canary", "password": canaries.password}
    await shop.done("admin", "POST", "/v1/users", person)
    form = f"grant_type=password&username=canary&password={quote(canaries.password)}".encode()
    tokens = (await shop.ask("POST", "/v1/auth/token", body=form, content_type=FORM)).json()
    key = await shop.done("admin", "POST", "/v1/api-keys", {"name": "k", "scopes": ["orders:create"]})
    hook = {"url": "https://example.com/canary", "event_types": ["*"]}
    endpoint = await shop.done("admin", "POST", "/v1/webhook-endpoints", hook)
    rotated = await shop.done("admin", "POST", f"/v1/webhook-endpoints/{endpoint['id']}/rotate-secret")
    card = {"method": "card", "token": canaries.card}
    await shop.done("ada", "POST", "/v1/orders", order_body(payment=card))
    secrets |= {"password": canaries.password, "card": canaries.card, "key": key["secret"]}
    secrets |= {"access": tokens["access_token"], "refresh": tokens["refresh_token"], "webhook": endpoint["secret"]}
    secrets["rotated"] = rotated["secret"]
    guest = await shop.ask(
        "POST", "/v1/orders", key["secret"], json=guest_order_body(7), headers={b"idempotency-key": b"g"}
    )
    secrets["order"] = guest.json()["order_token"]
    secrets["ticket"] = (await shop.done("ada", "POST", "/v1/stream-tickets"))["ticket"]


async def shown_everywhere(shop: Shop, canaries: Canaries) -> int:
    """Send every secret to every route, as a token, in the query and as text. Returns the number of requests."""
    things, sender, times = Things(shop), Sender(shop), 0
    for one in shop.operations:
        path = await things.path(one.path, one.holes)
        for secret in canaries.secrets.values():
            for query in (b"", b"ticket=" + quote(secret).encode(), b"token=" + quote(secret).encode()):
                await shop.ask(one.method, path, secret, query=query, body=b"{", content_type=b"application/json")
                times += 1
    for place in places(shop.operations, shop.samples):
        if place.kind != "path":
            await sender.send(place, canaries.sent)
            times += 1
    wrong = f"grant_type=password&username={canaries.sent}&password={quote(canaries.password)}".encode()
    assert (await shop.ask("POST", "/v1/auth/token", body=wrong, content_type=FORM)).status == 401
    return times


async def kept(shop: Shop) -> dict[str, str]:
    """The contents of all tables, as text."""
    tables = await shop.sql("""
        SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
    """)
    names = [row["name"] for row in tables]
    return {name: "\n".join(row["t"] for row in await shop.sql(f"SELECT t::text AS t FROM {name} t")) for name in names}


async def remembered(url: str) -> bytes:
    """The keys and values of Valkey."""
    client = Redis.from_url(url)
    try:
        names = [name async for name in client.scan_iter()]
        return b"\n".join([*names, *[await client.dump(name) or b"" for name in names]])
    finally:
        await client.aclose()


def hits(text: str, secrets: dict[str, str]) -> list[str]:
    return [what for what, secret in secrets.items() if secret in text or secret.encode().hex() in text]


@pytest.mark.timeout(240)
async def test_no_secret_is_stored_or_logged(watched: Shop, redis_url: str) -> None:
    canaries = Canaries()
    await issued(watched, canaries)
    times = await shown_everywhere(watched, canaries)
    reported = watched.logs.getvalue().decode()
    print(f"{times} requests, {len(reported.splitlines())} lines of log, {len(canaries.secrets)} secrets")
    assert len(reported.splitlines()) > times
    assert hits(reported, {**canaries.secrets, "sent": canaries.sent}) == []
    tables = await kept(watched)
    found = {name: hits(text, canaries.secrets) for name, text in tables.items()}
    assert {name: what for name, what in found.items() if what} == {"orders.payments": ["card"]}
    assert set(found) > MAY_HOLD
    assert hits((await remembered(redis_url)).decode("latin-1"), {**canaries.secrets, "sent": canaries.sent}) == []


async def test_planted_secrets_are_found(watched: Shop, redis_url: str) -> None:
    canaries = Canaries()
    await issued(watched, canaries)
    structlog.get_logger("careless").info("signing in", password=canaries.password)
    standard_logging.getLogger("a library").warning("with %s", canaries.secrets["key"])
    assert hits(watched.logs.getvalue().decode(), canaries.secrets) == ["password", "key"]
    await watched.sql(
        "UPDATE users.users SET full_name = $1 WHERE id = $2", canaries.password, watched.people["ada"].id
    )
    tables = await kept(watched)
    assert hits(tables["users.users"], canaries.secrets) == ["password"]
    client = Redis.from_url(redis_url)
    await client.set("a job", canaries.card)
    await client.aclose()
    assert hits((await remembered(redis_url)).decode("latin-1"), canaries.secrets) == ["card"]


async def test_a_request_cannot_forge_log_lines_or_terminal_sequences(watched: Shop) -> None:
    watched.logs.seek(0)
    watched.logs.truncate()
    forged = '/v1/orders/\x1b[31m\r\n{"event":"forged"}\u202e\u2028\x00\x7f'
    await watched.ask("GET", quote(forged), headers={b"user-agent": b"\x1b]0;a\x07" * 500, b"x-request-id": b"a\r\nb"})
    (line,) = watched.logs.getvalue().splitlines()
    assert line.isascii()
    assert not any(byte < 0x20 or byte == 0x7F for byte in line)
    assert len(line) < 2000
