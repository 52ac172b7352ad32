"""Connections to Redis or Valkey with short timeouts."""

from collections.abc import Awaitable
from typing import cast

from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_SECONDS = 1
SOCKET_SECONDS = 2
# Repeating a command is the caller's to decide: a script whose answer was lost may have run.


def connect(url: str) -> Redis:
    """A client for threads."""
    return Redis.from_url(
        _redis(url),
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def connect_async(url: str) -> AsyncRedis:
    """A client for one event loop."""
    return AsyncRedis.from_url(
        _redis(url),
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=SOCKET_SECONDS,
        retry=AsyncRetry(NoBackoff(), 0),
    )


async def ping(url: str) -> None:
    """Connect, and raise if the server does not answer."""
    async with connect_async(url) as client:
        await cast("Awaitable[object]", client.ping())


def _redis(url: str) -> str:
    """The client library knows Valkey's servers, not their name."""
    return f"redis://{url.removeprefix('valkey://')}" if url.startswith("valkey://") else url
