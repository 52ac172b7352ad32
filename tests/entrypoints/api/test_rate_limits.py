"""The whole program: every rate limit is exact for 200 concurrent requests and reported in every response."""

import asyncio
from collections import Counter as Tally
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import httpx2
import pytest
from fastapi import FastAPI
from redis.exceptions import ConnectionError as RedisAway

from entrypoints.api_program import ApiProgram
from modules.users.http_container import UsersHttpContainer
from shared.infra.cache.metrics import FALLBACKS
from shared.infra.cache.rate_counter import RateCounter
from shared.infra.cache.sliding_window import InMemorySlidingWindow, RedisSlidingWindow, WindowCount
from shared.infra.injection import override, resolve
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from tests.modules.users.plain_crypto import PlainHasher
from tests.program_app import program_app
from tests.settings import settings_of

MANY = 200
RATES = {
    "DEFAULT": "50/60",
    "CLIENT": "60/60",
    "ANONYMOUS": "100/60",
    "TOKEN": "5/60",
    "TOKEN_ADDRESS": "20/60",
    "REGISTRATION": "3/60",
    "COUPON": "10/60",
}

PEOPLE = {
    "ada": Principal("7", "user", owner_id=7),
    "till": Principal("8", "client", frozenset({"orders:create"}), owner_id=7),
    "slow": Principal("9", "client", frozenset({"orders:create"}), owner_id=7, rate_limit="2/60"),
    "staff": Principal("10", "client", frozenset({"users:write"}), owner_id=7),
}
UNKNOWN = "/v1/orders?no_such=1"
"""Refused without looking anything up, after whoever asks has been counted."""


async def authenticate(token: str) -> Principal:
    if token not in PEOPLE:
        raise Unauthenticated("token_invalid", "The token opens nothing.")
    return PEOPLE[token]


class Process:
    """An API process and its callers."""

    def __init__(self, container: ApiProgram) -> None:

        self.container = container
        self.app: FastAPI = program_app(container)

    def caller(self, token: str | None = None, address: str = "203.0.113.9") -> httpx2.AsyncClient:
        transport = httpx2.ASGITransport(self.app, client=(address, 4711))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx2.AsyncClient(transport=transport, base_url="http://shop", headers=headers, timeout=60)


Start = Callable[..., Process]


@pytest.fixture
async def start(database_url: str, redis_url: str) -> AsyncIterator[Start]:
    """Start processes with one database and one Valkey."""
    rates = {f"TRADEPOST_RATE_LIMIT_{name}": rate for name, rate in RATES.items()}
    containers: list[ApiProgram] = []

    def starting(counter: RateCounter | None = None, **settings: str) -> Process:
        chosen = {**rates, **{f"TRADEPOST_{name}": value for name, value in settings.items()}}
        container = ApiProgram(partial(settings_of, database_url, redis_url, **chosen), "test")
        override(container.process.authenticate, authenticate)
        override(container.of(UsersHttpContainer).hasher, PlainHasher())
        if counter:
            override(container.process.counter, counter)
        containers.append(container)
        return Process(container)

    yield starting
    for container in containers:
        await container.close()


@pytest.fixture
def process(start: Start) -> Process:
    return start()


Ask = Callable[[httpx2.AsyncClient, int], httpx2.Request]


async def rush(caller: httpx2.AsyncClient, ask: Ask, number: int = MANY) -> Sequence[httpx2.Response]:
    answers = await asyncio.gather(*(caller.send(ask(caller, n)) for n in range(number)))
    assert {answer.headers["x-ratelimit-limit"] for answer in answers}
    return answers


def look(caller: httpx2.AsyncClient, _n: int) -> httpx2.Request:
    return caller.build_request("GET", UNKNOWN)


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
async def test_exactly_as_many_pass_as_may(
    process: Process, who: str | None, ask: Ask, policy: str, passing: int, status: int
) -> None:
    answers = await rush(process.caller(who), ask)
    tally = Tally(answer.status_code for answer in answers)
    assert tally[status] == passing, tally
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == MANY - passing
    own = [answer for answer in refused if answer.json()["policy"] == policy]
    assert own
    for answer in own:
        problem, wait = answer.json(), int(answer.headers["retry-after"])
        assert (problem["code"], problem["retry_after"]) == ("rate_limited", wait)
        assert 1 <= wait <= 60
        assert answer.headers["ratelimit"] == f'"{policy}";r=0;t={wait}'
        assert answer.headers["x-ratelimit-remaining"] == "0"


async def test_what_staff_register_is_not_limited_so(process: Process) -> None:
    answers = await rush(process.caller("staff"), register, 10)
    assert {answer.status_code for answer in answers} == {201}


async def test_two_processes_share_the_count(start: Start) -> None:
    first, second = start(), start()
    answers = await asyncio.gather(
        rush(first.caller("ada"), look, 100), rush(second.caller("ada", "198.51.100.1"), look, 100)
    )
    tally = Tally(answer.status_code for some in answers for answer in some)
    assert tally == {400: 50, 429: 150}


async def test_what_is_refused_consumes_nothing_and_the_window_slides(start: Start) -> None:
    process = start(RATE_LIMIT_DEFAULT="3/2")
    caller = process.caller("ada")
    assert Tally(answer.status_code for answer in await rush(caller, look, 50)) == {400: 3, 429: 47}
    waits = []
    for _ in range(5):
        answer = await caller.get(UNKNOWN)
        waits.append(int(answer.headers["retry-after"]))
    assert waits == sorted(waits, reverse=True), "asking again pushes nothing back"
    await asyncio.sleep(waits[-1] + 0.05)
    assert Tally(answer.status_code for answer in await rush(caller, look, 50)) == {400: 3, 429: 47}


async def test_one_subscriber_is_one_caller_whatever_they_claim(process: Process) -> None:
    """An IPv6 /64 counts as one address; forwarded addresses are trusted only from configured proxies."""
    for n in range(100):
        caller = process.caller(None, f"2001:db8:1:2::{n:x}")
        answer = await caller.get("/v1/products?no_such=1", headers={"X-Forwarded-For": f"192.0.2.{n}"})
        assert answer.status_code == 400
    again = {"X-Forwarded-For": "192.0.2.250", "Forwarded": "for=192.0.2.251", "X-Real-IP": "192.0.2.252"}
    for address, status in (("2001:db8:1:2:ffff::1", 429), ("2001:db8:1:3::1", 400)):
        answer = await process.caller(None, address).get("/v1/products?no_such=1", headers=again)
        assert answer.status_code == status


async def test_every_answer_tells_what_is_left(process: Process) -> None:
    ada, stranger, liar = process.caller("ada"), process.caller(), process.caller("nobody")
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
        answer = await ada.request(method, path)
        left -= 1
        assert answer.status_code == status, path
        assert answer.headers["ratelimit-policy"] == '"default";q=50;w=60'
        assert answer.headers["ratelimit"].startswith(f'"default";r={left};t=')
        assert answer.headers["x-ratelimit-limit"] == "50"
        assert answer.headers["x-ratelimit-remaining"] == str(left)
        assert int(answer.headers["x-ratelimit-reset"]) > 1_700_000_000
        assert "retry-after" not in answer.headers
    for caller, path, status in (
        (stranger, "/v1/orders", 401),
        (liar, "/v1/orders", 401),
        (stranger, "/v1/nowhere", 404),
        (stranger, "/v1/products", 200),
    ):
        answer = await caller.get(path)
        assert answer.status_code == status
        assert answer.headers["ratelimit-policy"] == '"anonymous";q=100;w=60'
    assert "ratelimit" not in (await stranger.get("/health")).headers


async def test_a_replay_is_counted_and_tells_so(process: Process) -> None:
    staff = process.caller("staff")
    person = {"email": "ada@example.com", "username": "ada", "password": "correct horse"}
    first, again = [await staff.post("/v1/users", json=person, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    assert (first.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert [answer.headers["x-ratelimit-remaining"] for answer in (first, again)] == ["59", "58"]


class Switch:
    """A Valkey that can be made unavailable."""

    def __init__(self, counter: RedisSlidingWindow) -> None:
        self.is_away = False
        self._counter = counter

    async def hit(self, key: str, limit: int, window: int) -> WindowCount:
        if self.is_away:
            raise RedisAway
        return await self._counter.hit(key, limit, window)


@asynccontextmanager
async def one_that_comes_and_goes(start: Start) -> AsyncIterator[tuple[Switch, Process, list[None], list[float]]]:
    process, fallen, now = start(), list[None](), [1000.0]
    switch = Switch(RedisSlidingWindow(resolve(process.container.process.redis)))
    counter = RateCounter(
        switch, InMemorySlidingWindow(), on_fallback=lambda: fallen.append(None), clock=lambda: now[0], seconds=10
    )
    yield switch, start(counter), fallen, now


async def test_without_valkey_each_process_counts_by_itself_and_the_shop_goes_on(start: Start) -> None:
    async with one_that_comes_and_goes(start) as (switch, process, fallen, now):
        caller = process.caller("ada")
        assert Tally(answer.status_code for answer in await rush(caller, look, 40)) == {400: 40}
        assert not fallen
        switch.is_away = True
        answers = await rush(caller, look, 100)
        assert Tally(answer.status_code for answer in answers) == {400: 50, 429: 50}
        assert len(fallen) == 100
        switch.is_away = False
        now[0] += 5
        answers = await rush(caller, look, 1)
        assert answers[0].headers["x-ratelimit-remaining"] == "9", "counted in Valkey again"
        assert len(fallen) == 100


async def test_the_metric_moves_with_the_fallback(database_url: str) -> None:
    """The program's own counter, without Valkey."""
    container = ApiProgram(partial(settings_of, database_url), "test")
    override(container.process.authenticate, authenticate)
    before = FALLBACKS._value.get()
    await rush(Process(container).caller("ada"), look, 5)
    await container.close()
    assert FALLBACKS._value.get() == before + 5
