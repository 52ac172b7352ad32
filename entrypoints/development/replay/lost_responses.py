"""Has the payment sandbox lose answers for as long as a replay lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

SWITCHES, COUNTS = "/_sandbox/faults", "/_sandbox/statistics"


class NoSandbox(Exception):
    """There is no payment sandbox at the address that could be told to."""


class Losses:
    """`lost`: how many answers it lost, once the replay is over."""

    lost = 0


@asynccontextmanager
async def losing_answers(share: float, sandbox: str | None) -> AsyncIterator[Losses]:
    """That share (0 to 1) of the answers of the sandbox at this address; afterwards its switches are as they were.

    With a share of 0 nobody is asked. Raises NoSandbox.
    """
    losses = Losses()
    if not share:
        yield losses
        return
    if sandbox is None:
        raise NoSandbox("no payment sandbox is known here: name its address (--sandbox)")
    async with httpx2.AsyncClient(base_url=sandbox, timeout=10, trust_env=False) as http:
        try:
            before = (await http.get(SWITCHES)).raise_for_status().json()
            counted = await _lost(http)
            (await http.put(SWITCHES, json={**before, "lose_answer_rate": share})).raise_for_status()
        except (httpx2.HTTPError, ValueError) as error:
            raise NoSandbox(f"{sandbox} is no payment sandbox: {type(error).__name__}") from None
        try:
            yield losses
        finally:
            losses.lost = await _lost(http) - counted
            await http.put(SWITCHES, json=before)


async def _lost(http: httpx2.AsyncClient) -> int:
    return int((await http.get(COUNTS)).raise_for_status().json()["faults"]["lost_answer"])
