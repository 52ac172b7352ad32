"""Client of Tradepost's API that creates customers and an API key."""

import asyncio
import time
from collections.abc import Coroutine, Sequence
from types import TracebackType
from typing import Any, TypeVar

import httpx2

CUSTOMERS = 64
TOKEN_SECONDS = 300
"""A token is used for so long, well below its life, before another is asked for."""
MAX_CONCURRENCY = 16
SCOPES = ["orders:create", "orders:read"]

Result = TypeVar("Result")


class ShopApi:
    """Raises httpx2.HTTPStatusError with the problem in its message."""

    def __init__(self, port: int) -> None:
        self._client = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}/v1", timeout=60)
        self._key: tuple[str, str] | None = None
        self._token = ("", 0.0)

    async def __aenter__(self) -> "ShopApi":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def sign_in(self, username: str, password: str) -> None:
        form = {"grant_type": "password", "username": username, "password": password}
        token = (await self._checked("POST", "/auth/token", data=form))["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"

    async def customers(self) -> Sequence[int]:
        """Register customers and return their ids."""
        return await _with_limited_concurrency([self._customer(number) for number in range(CUSTOMERS)])

    async def make_key(self) -> None:
        """Create the API key with which orders are placed."""
        key = await self._checked("POST", "/api-keys", json={"name": "bench", "scopes": SCOPES})
        self._key = (str(key["id"]), key["secret"])

    async def token(self) -> str:
        """A JWT of the key, renewed before it expires."""
        assert self._key is not None
        token, taken = self._token
        if time.monotonic() - taken > TOKEN_SECONDS:
            form = {"grant_type": "client_credentials", "client_id": self._key[0], "client_secret": self._key[1]}
            token = (await self._checked("POST", "/auth/token", data=form))["access_token"]
            self._token = (token, time.monotonic())
        return token

    async def _customer(self, number: int) -> int:
        user = {"email": f"buyer{number}@shop.example", "username": f"buyer{number}"}
        return int((await self._checked("POST", "/users", json=user))["id"])

    async def _checked(self, method: str, path: str, **what: Any) -> dict[str, str]:
        response = await self._client.request(method, path, **what)
        if response.is_error:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text[:500]}")
        found: dict[str, str] = response.json()
        return found


async def _with_limited_concurrency(calls: Sequence[Coroutine[None, None, Result]]) -> list[Result]:
    turns = asyncio.Semaphore(MAX_CONCURRENCY)

    async def taken(call: Coroutine[None, None, Result]) -> Result:
        async with turns:
            return await call

    return await asyncio.gather(*(taken(call) for call in calls))
