"""Wakes a relay when there is something to send."""

import asyncio
from contextlib import suppress
from typing import cast

from redis.exceptions import RedisError

from shared.infra.messaging.connection import connect_async

_BELL = "tradepost:doorbell"
DEBOUNCE_SECONDS = 0.01
"""Rings closer together than this are one ring."""
RETRY_SECONDS = 1.0


class Notifier:
    """Rung after a commit, without anybody waiting for it; a ring that is lost costs a poll's pause.

    Lives on one event loop; sync to construct.
    """

    def __init__(self, url: str) -> None:
        self._client = connect_async(url)
        self._ringing: asyncio.Task[None] | None = None
        self._again = False

    def ring(self) -> None:
        """Have a relay woken soon. Never raises, never blocks."""
        if self._ringing is None:
            self._ringing = asyncio.get_running_loop().create_task(self._ring())
        else:
            self._again = True

    async def _ring(self) -> None:
        try:
            while True:
                self._again = False
                pause = DEBOUNCE_SECONDS
                try:
                    async with self._client.pipeline(transaction=False) as pipe:
                        pipe.lpush(_BELL, 1)
                        pipe.ltrim(_BELL, 0, 0)
                        await pipe.execute()
                except (RedisError, OSError):
                    pause = RETRY_SECONDS
                await asyncio.sleep(pause)
                if not self._again:
                    return
        finally:
            self._ringing = None

    async def wait(self, seconds: float) -> bool:
        """Until the bell rings, at most so long; whether it rang. Sleeps through where Valkey is away."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            return bool(await cast("asyncio.Future[object]", self._client.blpop([_BELL], seconds)))
        except (RedisError, OSError):
            await asyncio.sleep(max(0.0, began + seconds - loop.time()))
            return False

    async def close(self) -> None:
        if self._ringing is not None:
            self._ringing.cancel()
            with suppress(asyncio.CancelledError):
                await self._ringing
        await self._client.aclose()
