"""Work that lost a race is done again from its start."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from shared.infra.sql.failures import RaceLost
from shared.kernel.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4
_PAUSE_SECONDS = 0.02


def retried(work: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """Run again, up to three times, what ended in a deadlock or a lost race; then Unavailable `busy`.

    Only for work that opens its own transaction: a context manager cannot run its body again.
    """

    async def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        for again in range(ATTEMPTS):
            try:
                return await work(*args, **kwargs)
            except RaceLost:
                await asyncio.sleep(random.uniform(0, _PAUSE_SECONDS * 2**again))  # noqa: S311 jitter, no secret
        raise Unavailable("busy", "Too many requests want the same things.")

    return attempt
