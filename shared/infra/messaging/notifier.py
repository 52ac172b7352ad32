"""Wakes the relay when events are committed."""

import asyncio
from contextlib import suppress
from typing import cast

from redis.exceptions import RedisError

from shared.infra.redis_clients.clients import connect_async

_KEY = "tradepost:doorbell"
DEBOUNCE_SECONDS, MAX_DEBOUNCE_SECONDS = 0.01, 0.04
"""Notifications within this time are merged. It doubles while they keep coming, because a busy relay claims many events
at a time.
"""
RETRY_SECONDS = 1.0


class Notifier:
    """Notifies the relay after a commit, without blocking.

    A lost notification costs one poll interval. Belongs to one event loop; can be constructed outside it.
    """

    def __init__(self, url: str) -> None:
        self._client = connect_async(url)
        self._pushing: asyncio.Task[None] | None = None
        self._pending = False

    def notify(self) -> None:
        """Wake a relay soon. Never raises, never blocks."""
        if self._pushing is None:
            self._pushing = asyncio.get_running_loop().create_task(self._push())
        else:
            self._pending = True

    async def _push(self) -> None:
        debounce = DEBOUNCE_SECONDS
        try:
            while True:
                self._pending = False
                pause, debounce = debounce, min(2 * debounce, MAX_DEBOUNCE_SECONDS)
                try:
                    async with self._client.pipeline(transaction=False) as pipe:
                        pipe.lpush(_KEY, 1)
                        pipe.ltrim(_KEY, 0, 0)
                        await pipe.execute()
                except (RedisError, OSError):
                    pause = RETRY_SECONDS
                await asyncio.sleep(pause)
                if not self._pending:
                    return
        finally:
            self._pushing = None

    async def wait(self, seconds: float) -> bool:
        """Wait for a notification, at most for the given time; returns whether one arrived. Sleeps if Valkey is
        unavailable.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            return bool(await cast("asyncio.Future[object]", self._client.blpop([_KEY], seconds)))
        except (RedisError, OSError):
            await asyncio.sleep(max(0.0, began + seconds - loop.time()))
            return False

    async def close(self) -> None:
        if self._pushing is not None:
            self._pushing.cancel()
            with suppress(asyncio.CancelledError):
                await self._pushing
        await self._client.aclose()
