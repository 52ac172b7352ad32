"""A process of the API with rate limits, and requests to it."""

import asyncio
from collections.abc import Callable, Sequence

import httpx2
from fastapi import FastAPI

from entrypoints.api_program import ApiProgram
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from tests.running.program_app import program_app

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


PRINCIPALS = {
    "ada": Principal("7", "user", owner_id=7),
    "till": Principal("8", "client", frozenset({"orders:create"}), owner_id=7),
    "slow": Principal("9", "client", frozenset({"orders:create"}), owner_id=7, rate_limit="2/60"),
    "staff": Principal("10", "client", frozenset({"users:write"}), owner_id=7),
}


UNKNOWN = "/v1/orders?no_such=1"
"""Requests that are refused without a look-up, after the caller has been counted."""


async def authenticate(token: str) -> Principal:
    if token not in PRINCIPALS:
        raise Unauthenticated("token_invalid", "The token opens nothing.")
    return PRINCIPALS[token]


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


Ask = Callable[[httpx2.AsyncClient, int], httpx2.Request]


async def rush(caller: httpx2.AsyncClient, ask: Ask, number: int = MANY) -> Sequence[httpx2.Response]:
    responses = await asyncio.gather(*(caller.send(ask(caller, n)) for n in range(number)))
    assert {response.headers["x-ratelimit-limit"] for response in responses}
    return responses


def look(caller: httpx2.AsyncClient, _n: int) -> httpx2.Request:
    return caller.build_request("GET", UNKNOWN)
