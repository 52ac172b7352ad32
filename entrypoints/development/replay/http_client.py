"""HTTP client of the shop's API that retries temporary failures with the same idempotency key."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
import orjson

from shared.kernel.backoff import Backoff, jittered

PAGE = 100
BACKOFF = Backoff(initial=timedelta(milliseconds=100), maximum=timedelta(seconds=5))
JITTER = 0.2


class Unauthorized(Exception):
    """The API key is invalid or lacks a scope, so retrying is useless."""


class RetriesExhausted(Exception):
    """No final response within the time limit."""


@dataclass(frozen=True, slots=True)
class FinalResponse:
    """A final response; `seconds` is the duration of its own request, without earlier attempts."""

    status: int
    body: Mapping[str, Any]
    replayed: bool
    seconds: float

    @property
    def code(self) -> str:
        """The problem's code."""
        return str(self.body.get("code", f"http_{self.status}"))


class ShopClient:
    """`http` has the base URL and the API key; `patience` limits a request with its retries, in seconds."""

    def __init__(self, http: httpx2.AsyncClient, patience: float = 90) -> None:
        self._http = http
        self._patience = patience
        self.repeats = 0

    async def post(
        self, path: str, body: Mapping[str, object], key: str, *, wait_seconds: int | None = None
    ) -> FinalResponse:
        """`wait_seconds`: how long the shop may wait for the outcome. Raises Unauthorized, RetriesExhausted."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        if wait_seconds is not None:
            headers["Prefer"] = f"wait={wait_seconds}"
        return await self._send("POST", path, content=orjson.dumps(body), headers=headers)

    async def get(self, path: str, **query: str | int) -> FinalResponse:
        """Raises Unauthorized, RetriesExhausted."""
        return await self._send("GET", path, params=query)

    async def walk(self, path: str, **query: str | int) -> AsyncIterator[dict[str, Any]]:
        """All items of a paged list. Raises Unauthorized, RetriesExhausted."""
        cursor: str | None = None
        while True:
            page = await self.get(path, limit=PAGE, **query, **({"cursor": cursor} if cursor else {}))
            if page.status != httpx2.codes.OK:
                raise RetriesExhausted(f"GET {path}: {page.status} {page.code}")
            for item in page.body["items"]:
                yield item
            if not (cursor := page.body.get("next_cursor")):
                return

    async def _send(self, method: str, path: str, **parts: Any) -> FinalResponse:
        deadline = time.monotonic() + self._patience
        attempt = 0
        while True:
            attempt += 1
            wait = BACKOFF.delay(attempt)
            started = time.perf_counter()
            try:
                response = await self._http.request(method, path, **parts)
            except httpx2.TransportError as error:
                why = type(error).__name__
            else:
                result = _final_response(response, time.perf_counter() - started)
                if not _passing(result):
                    return result
                wait = max(wait, timedelta(seconds=_seconds(response.headers.get("Retry-After"))))
                why = f"{result.status} {result.code}"
            pause = jittered(wait, JITTER, random.random()).total_seconds()  # noqa: S311 not security-relevant
            if time.monotonic() + pause > deadline:
                raise RetriesExhausted(f"{method} {path}: {why}")
            self.repeats += 1
            await asyncio.sleep(pause)


def _final_response(response: httpx2.Response, seconds: float) -> FinalResponse:
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        body = {}
    result = FinalResponse(
        status=response.status_code,
        body=body if isinstance(body, dict) else {},
        replayed=response.headers.get("Idempotent-Replayed") == "true",
        seconds=seconds,
    )
    if result.status in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
        raise Unauthorized(f"{result.status} {result.code}: {body.get('detail', '')}")
    return result


def _passing(response: FinalResponse) -> bool:
    """Whether the failure is temporary."""
    return response.status in (429, 502, 503, 504) or (
        response.status == 409 and response.code == "idempotency_in_flight"
    )


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isdigit() else 0.0
