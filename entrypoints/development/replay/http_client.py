"""A patient client of the shop's HTTP API: what may work the next time is sent again, with the same key."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import orjson

PAGE = 100
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0


class NotAllowed(Exception):
    """The API key opens nothing here, or lacks a scope: no further request would fare better."""


class GaveUp(Exception):
    """No final answer within the time given."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A final answer; `seconds` is how long its own request took, without earlier tries."""

    status: int
    body: Mapping[str, Any]
    replayed: bool
    seconds: float

    @property
    def code(self) -> str:
        """The problem's code."""
        return str(self.body.get("code", f"http_{self.status}"))


class ShopClient:
    """`http` carries the address and the API key; `patience` is in seconds, for one request with its repeats."""

    def __init__(self, http: httpx2.AsyncClient, patience: float = 90) -> None:
        self._http = http
        self._patience = patience
        self.repeats = 0

    async def post(
        self, path: str, body: Mapping[str, object], key: str, *, wait_seconds: int | None = None
    ) -> Answered:
        """`wait_seconds`: how long the shop may take to answer with the outcome. Raises NotAllowed, GaveUp."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        if wait_seconds is not None:
            headers["Prefer"] = f"wait={wait_seconds}"
        return await self._send("POST", path, content=orjson.dumps(body), headers=headers)

    async def get(self, path: str, **query: str | int) -> Answered:
        """Raises NotAllowed, GaveUp."""
        return await self._send("GET", path, params=query)

    async def walk(self, path: str, **query: str | int) -> AsyncIterator[dict[str, Any]]:
        """All items of a list, page after page. Raises NotAllowed, GaveUp."""
        cursor: str | None = None
        while True:
            page = await self.get(path, limit=PAGE, **query, **({"cursor": cursor} if cursor else {}))
            if page.status != httpx2.codes.OK:
                raise GaveUp(f"GET {path}: {page.status} {page.code}")
            for item in page.body["items"]:
                yield item
            if not (cursor := page.body.get("next_cursor")):
                return

    async def _send(self, method: str, path: str, **parts: Any) -> Answered:
        deadline = time.monotonic() + self._patience
        pause = FIRST_PAUSE
        while True:
            wait, why = pause, ""
            started = time.perf_counter()
            try:
                response = await self._http.request(method, path, **parts)
            except httpx2.TransportError as error:
                why = type(error).__name__
            else:
                answer = _answered(response, time.perf_counter() - started)
                if not _passing(answer):
                    return answer
                wait = max(pause, _seconds(response.headers.get("Retry-After")))
                why = f"{answer.status} {answer.code}"
            wait *= random.uniform(0.8, 1.2)  # noqa: S311 spreads the buyers, hides nothing
            if time.monotonic() + wait > deadline:
                raise GaveUp(f"{method} {path}: {why}")
            self.repeats += 1
            await asyncio.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE)


def _answered(response: httpx2.Response, seconds: float) -> Answered:
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        body = {}
    answer = Answered(
        status=response.status_code,
        body=body if isinstance(body, dict) else {},
        replayed=response.headers.get("Idempotent-Replayed") == "true",
        seconds=seconds,
    )
    if answer.status in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
        raise NotAllowed(f"{answer.status} {answer.code}: {body.get('detail', '')}")
    return answer


def _passing(answer: Answered) -> bool:
    """Whether the same request may fare better in a moment."""
    return answer.status in (429, 502, 503, 504) or (answer.status == 409 and answer.code == "idempotency_in_flight")


def _seconds(retry_after: str | None) -> float:
    return float(retry_after) if retry_after and retry_after.isdigit() else 0.0
