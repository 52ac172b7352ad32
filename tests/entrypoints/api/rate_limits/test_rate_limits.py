"""The whole program: every rate limit is exact for 200 concurrent requests and reported in every response."""

import asyncio
from collections import Counter

import httpx2
import pytest

from tests.entrypoints.api.rate_limits.limited_process import MANY, UNKNOWN, Ask, Process, Start, look, rush


def look_around(caller: httpx2.AsyncClient, _n: int) -> httpx2.Request:
    return caller.build_request("GET", "/v1/products?no_such=1")


def guess(caller: httpx2.AsyncClient, _n: int) -> httpx2.Request:
    form = {"grant_type": "password", "username": "ada@example.com", "password": "wrong horse"}
    return caller.build_request("POST", "/v1/auth/token", data=form)


def guess_around(caller: httpx2.AsyncClient, n: int) -> httpx2.Request:
    form = {"grant_type": "password", "username": f"user{n}", "password": "wrong horse"}
    return caller.build_request("POST", "/v1/auth/token", data=form)


def register(caller: httpx2.AsyncClient, n: int) -> httpx2.Request:
    person = {"email": f"user{n}@example.com", "username": f"user{n}", "password": "correct horse"}
    return caller.build_request("POST", "/v1/users", json=person)


def probe(caller: httpx2.AsyncClient, n: int) -> httpx2.Request:
    wish = {"items": [{"sku": "NONE", "quantity": 1}], "coupon_code": f"SPRING{n}"}
    return caller.build_request("POST", "/v1/orders/quote", json=wish)


@pytest.mark.parametrize(
    ("who", "ask", "policy", "passing", "status"),
    [
        ("ada", look, "default", 50, 400),
        ("till", look, "client", 60, 400),
        ("slow", look, "client", 2, 400),
        (None, look_around, "anonymous", 100, 400),
        (None, guess, "token", 5, 401),
        (None, guess_around, "token_address", 20, 401),
        (None, register, "registration", 3, 201),
        ("till", probe, "coupon", 10, 422),
    ],
)
async def test_exactly_the_limit_of_requests_is_admitted(
    process: Process, who: str | None, ask: Ask, policy: str, passing: int, status: int
) -> None:
    responses = await rush(process.caller(who), ask)
    counts = Counter(response.status_code for response in responses)
    assert counts[status] == passing, counts
    refused = [response for response in responses if response.status_code == 429]
    assert len(refused) == MANY - passing
    own = [response for response in refused if response.json()["policy"] == policy]
    assert own
    for response in own:
        problem, wait = response.json(), int(response.headers["retry-after"])
        assert (problem["code"], problem["retry_after"]) == ("rate_limited", wait)
        assert 1 <= wait <= 60
        assert response.headers["ratelimit"] == f'"{policy}";r=0;t={wait}'
        assert response.headers["x-ratelimit-remaining"] == "0"


async def test_registration_by_staff_has_no_address_limit(process: Process) -> None:
    responses = await rush(process.caller("staff"), register, 10)
    assert {response.status_code for response in responses} == {201}


async def test_two_processes_share_the_count(start: Start) -> None:
    first, second = start(), start()
    responses = await asyncio.gather(
        rush(first.caller("ada"), look, 100), rush(second.caller("ada", "198.51.100.1"), look, 100)
    )
    counts = Counter(response.status_code for some in responses for response in some)
    assert counts == {400: 50, 429: 150}


async def test_a_rejected_request_consumes_nothing_and_the_window_slides(start: Start) -> None:
    process = start(RATE_LIMIT_DEFAULT="3/2")
    caller = process.caller("ada")
    assert Counter(response.status_code for response in await rush(caller, look, 50)) == {400: 3, 429: 47}
    waits = []
    for _ in range(5):
        response = await caller.get(UNKNOWN)
        waits.append(int(response.headers["retry-after"]))
    assert waits == sorted(waits, reverse=True), "asking again pushes nothing back"
    await asyncio.sleep(waits[-1] + 0.05)
    assert Counter(response.status_code for response in await rush(caller, look, 50)) == {400: 3, 429: 47}


async def test_addresses_of_one_subscriber_share_a_limit(process: Process) -> None:
    """An IPv6 /64 counts as one address; forwarded addresses are trusted only from configured proxies."""
    for n in range(100):
        caller = process.caller(None, f"2001:db8:1:2::{n:x}")
        response = await caller.get("/v1/products?no_such=1", headers={"X-Forwarded-For": f"192.0.2.{n}"})
        assert response.status_code == 400
    again = {"X-Forwarded-For": "192.0.2.250", "Forwarded": "for=192.0.2.251", "X-Real-IP": "192.0.2.252"}
    for address, status in (("2001:db8:1:2:ffff::1", 429), ("2001:db8:1:3::1", 400)):
        response = await process.caller(None, address).get("/v1/products?no_such=1", headers=again)
        assert response.status_code == status


async def test_every_response_has_the_remaining_limit(process: Process) -> None:
    ada, stranger, liar = process.caller("ada"), process.caller(), process.caller("unknown")
    left = 50
    for method, path, status in (
        ("GET", "/v1/orders", 200),
        ("HEAD", "/v1/orders", 200),
        ("GET", "/v1/orders/7", 404),
        ("GET", "/v1/users", 403),
        ("POST", "/v1/orders", 422),
        ("GET", UNKNOWN, 400),
        ("GET", "/v1/nowhere", 404),
        ("DELETE", "/v1/orders", 405),
        ("GET", "/v1/orders/x", 404),
    ):
        response = await ada.request(method, path)
        left -= 1
        assert response.status_code == status, path
        assert response.headers["ratelimit-policy"] == '"default";q=50;w=60'
        assert response.headers["ratelimit"].startswith(f'"default";r={left};t=')
        assert response.headers["x-ratelimit-limit"] == "50"
        assert response.headers["x-ratelimit-remaining"] == str(left)
        assert int(response.headers["x-ratelimit-reset"]) > 1_700_000_000
        assert "retry-after" not in response.headers
    for caller, path, status in (
        (stranger, "/v1/orders", 401),
        (liar, "/v1/orders", 401),
        (stranger, "/v1/nowhere", 404),
        (stranger, "/v1/products", 200),
    ):
        response = await caller.get(path)
        assert response.status_code == status
        assert response.headers["ratelimit-policy"] == '"anonymous";q=100;w=60'
    assert "ratelimit" not in (await stranger.get("/health")).headers


async def test_a_replay_is_counted_against_the_limit(process: Process) -> None:
    staff = process.caller("staff")
    person = {"email": "ada@example.com", "username": "ada", "password": "correct horse"}
    first, again = [await staff.post("/v1/users", json=person, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert [response.headers["x-ratelimit-remaining"] for response in (first, again)] == ["59", "58"]
