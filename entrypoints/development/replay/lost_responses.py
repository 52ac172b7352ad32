"""Makes the payment sandbox drop responses during a replay."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

SWITCHES, COUNTS = "/_sandbox/faults", "/_sandbox/statistics"


class NoSandbox(Exception):
    """There is no payment sandbox at the address."""


class LostResponses:
    """`lost`: number of dropped responses, known after the replay."""

    lost = 0


@asynccontextmanager
async def losing_responses(share: float, sandbox: str | None) -> AsyncIterator[LostResponses]:
    """Drop a share (0 to 1) of the sandbox's responses, and restore its switches afterwards.

    A share of 0 makes no requests. Raises NoSandbox.
    """
    losses = LostResponses()
    if not share:
        yield losses
        return
    if sandbox is None:
        raise NoSandbox("no payment sandbox found: give its address with --sandbox")
    async with httpx2.AsyncClient(base_url=sandbox, timeout=10, trust_env=False) as http:
        try:
            before = (await http.get(SWITCHES)).raise_for_status().json()
            counted = await _lost(http)
            (await http.put(SWITCHES, json={**before, "lose_answer_rate": share})).raise_for_status()
        except (httpx2.HTTPError, ValueError) as error:
            raise NoSandbox(f"{sandbox} is not a payment sandbox: {type(error).__name__}") from None
        try:
            yield losses
        finally:
            losses.lost = await _lost(http) - counted
            await http.put(SWITCHES, json=before)


async def _lost(http: httpx2.AsyncClient) -> int:
    return int((await http.get(COUNTS)).raise_for_status().json()["faults"]["lost_answer"])
