"""Limits as callers meet them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from shared.infra.cache.client import connect
from shared.infra.cache.sliding_window import InMemorySlidingWindow, RedisSlidingWindow
from shared.infra.http.access.rate_limit import RateCounter, RateLimitPolicy
from tests.shared.infra.http.small_shop import RATES, Shop


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = connect(redis_url)
    yield client
    await client.aclose()


@pytest.fixture
def limited() -> Shop:
    return Shop(InMemorySlidingWindow())


async def test_every_response_has_the_remaining_limit(limited: Shop) -> None:
    response = await limited.http.get("/v1/things/7")
    assert response.headers["ratelimit-policy"] == '"default";q=300;w=60'
    assert response.headers["ratelimit"] == '"default";r=299;t=60'
    assert (response.headers["x-ratelimit-limit"], response.headers["x-ratelimit-remaining"]) == ("300", "299")
    assert int(response.headers["x-ratelimit-reset"]) > 1_700_000_000
    for path in ("/v1/things/0", "/v1/things/broken", "/v1/things?x=1"):
        assert "ratelimit" in (await limited.http.get(path)).headers
    assert "ratelimit" in (await limited.client("unknown").get("/v1/things")).headers


async def test_beyond_the_limit_it_is_429(limited: Shop) -> None:
    stranger = limited.client()
    assert [(await stranger.get("/v1/things")).status_code for _ in range(6)] == [200] * 5 + [429]
    response = await stranger.get("/v1/things")
    problem = response.json()
    assert (problem["code"], problem["policy"]) == ("rate_limited", "anonymous")
    assert 0 < problem["retry_after"] == int(response.headers["retry-after"]) <= 60
    assert response.headers["x-ratelimit-remaining"] == "0"


async def test_users_clients_and_anonymous_callers_have_separate_limits(limited: Shop) -> None:
    assert (await limited.http.get("/v1/things")).headers["x-ratelimit-limit"] == "300"
    assert (await limited.client().get("/v1/things")).headers["x-ratelimit-limit"] == "5"
    own = limited.client("client")
    assert (await own.get("/v1/things")).headers["ratelimit-policy"] == '"client";q=2;w=60'
    assert [(await own.get("/v1/things")).status_code for _ in range(2)] == [200, 429]


async def test_failing_tokens_are_counted_by_address(limited: Shop) -> None:
    guesses = [(await limited.client(f"guess{n}").get("/v1/things/mine")).status_code for n in range(7)]
    assert guesses == [401] * 5 + [429] * 2
    assert (await limited.client(address="203.0.113.10").get("/v1/things")).status_code == 200


async def test_an_authenticated_caller_is_counted_for_all_addresses(limited: Shop) -> None:
    for number in range(3):
        response = await limited.client("reader", address=f"203.0.113.{number}").get("/v1/things")
    assert response.headers["x-ratelimit-remaining"] == "297"


async def test_an_ipv6_network_is_one_caller(limited: Shop) -> None:
    codes = [(await limited.client(address=f"2001:db8:0:1::{n}").get("/v1/things")).status_code for n in range(1, 8)]
    assert codes == [200] * 5 + [429] * 2
    assert (await limited.client(address="2001:db8:0:2::1").get("/v1/things")).status_code == 200


async def test_a_header_resets_no_limit(limited: Shop) -> None:
    stranger = limited.client()
    codes = [
        (
            await stranger.get(
                "/v1/things", headers={"X-Forwarded-For": f"198.51.100.{n}", "X-Real-IP": f"198.51.100.{n}"}
            )
        ).status_code
        for n in range(7)
    ]
    assert codes == [200] * 5 + [429] * 2


async def test_callers_behind_a_trusted_proxy_are_distinguished(limited: Shop) -> None:
    proxy = limited.client(address="10.0.0.1")
    for caller in ("198.51.100.1", "198.51.100.2"):
        codes = [(await proxy.get("/v1/things", headers={"X-Forwarded-For": caller})).status_code for _ in range(6)]
        assert codes == [200] * 5 + [429]


async def test_a_route_can_have_its_own_policy(limited: Shop) -> None:
    stranger = limited.client()
    assert [(await stranger.post("/v1/things/register")).status_code for _ in range(2)] == [204, 429]
    assert (await stranger.get("/v1/things")).status_code == 200


async def test_a_route_can_have_an_additional_policy(limited: Shop) -> None:
    for token, status in (("writer", 204), ("reader", 429)):
        response = await limited.client(token).post("/v1/things/coupon")
        assert response.status_code == status
        assert response.headers["ratelimit-policy"].startswith('"registration"')


async def test_a_disabled_limit_admits_every_request(shop: Shop) -> None:
    stranger = shop.client()
    responses = [await stranger.get("/v1/things") for _ in range(20)]
    assert {response.status_code for response in responses} == {200}
    assert "ratelimit" not in responses[0].headers


async def test_exactly_the_limit_passes_of_200_at_once(redis: Redis) -> None:
    shop = Shop(RedisSlidingWindow(redis), {**RATES, "anonymous": "50/60"})
    stranger = shop.client()
    responses = await asyncio.gather(*(stranger.get("/v1/things") for _ in range(200)))
    assert [response.status_code for response in responses].count(200) == 50
    assert [response.status_code for response in responses].count(429) == 150


@pytest.mark.parametrize("text", ["", "5", "5/", "/5", "a/b", "0/60", "5/0", "-1/60", "5/60/1"])
def test_a_policy_is_requests_per_seconds(text: str) -> None:
    with pytest.raises(ValueError):
        RateLimitPolicy.parse("default", text)


def test_the_counters_fit_the_port(redis: Redis) -> None:
    counters: list[RateCounter] = [InMemorySlidingWindow(), RedisSlidingWindow(redis)]
    assert counters
