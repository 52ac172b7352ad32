"""Clients of Redis and Valkey with short timeouts, for one server or for the primary that sentinels name.

No client repeats a command: a script whose answer was lost may have run. The caller decides.
"""

from collections.abc import Mapping
from typing import Any

from redis import ConnectionPool, Redis
from redis.asyncio import BlockingConnectionPool
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.asyncio.sentinel import Sentinel as AsyncSentinel
from redis.asyncio.sentinel import SentinelConnectionPool as AsyncSentinelConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from shared.infra.redis_clients.redis_url import RedisUrl

CONNECT_SECONDS = 1
SOCKET_SECONDS = 2
_TIMEOUTS = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": SOCKET_SECONDS}
_NOT_OF_SENTINELS = ("host", "port", "connection_class")


class _BlockingSentinelPool(AsyncSentinelConnectionPool, BlockingConnectionPool):
    """Callers wait for a connection to the primary. It closes its connections to the sentinels, too."""

    async def aclose(self) -> None:
        await super().aclose()
        for sentinel in self.sentinel_manager.sentinels:
            await sentinel.aclose()


def connect(url: str) -> Redis:
    """A client for threads."""
    parsed = RedisUrl.parse(url)
    retry = Retry(NoBackoff(), 0)
    if parsed.service is None:
        return Redis.from_url(parsed.url, **_TIMEOUTS, retry=retry)
    options = _options(parsed)
    of_sentinels = {**_of_sentinels(parsed, options), "retry": retry}
    sentinels = Sentinel(parsed.sentinels, sentinel_kwargs=of_sentinels)  # type: ignore[no-untyped-call]  # redis does not type it
    primary: Redis = sentinels.master_for(parsed.service, **options, **_TIMEOUTS, retry=retry)  # type: ignore[no-untyped-call]
    return primary


def connect_async(url: str, *, max_connections: int = 100, wait_seconds: float = CONNECT_SECONDS) -> AsyncRedis:
    """A client for one event loop; it connects on first use. Close it with `aclose()`."""
    parsed = RedisUrl.parse(url)
    retry = AsyncRetry(NoBackoff(), 0)
    pool = {"max_connections": max_connections, "timeout": wait_seconds, "retry": retry, **_TIMEOUTS}
    if parsed.service is None:
        return AsyncRedis.from_pool(BlockingConnectionPool.from_url(parsed.url, **pool))
    options = _options(parsed)
    of_sentinels = {**_of_sentinels(parsed, options), "retry": retry}
    sentinels = AsyncSentinel(parsed.sentinels, sentinel_kwargs=of_sentinels)  # type: ignore[no-untyped-call]  # the same
    primary = _BlockingSentinelPool(parsed.service, sentinels, **options, **pool)  # type: ignore[no-untyped-call]
    return AsyncRedis.from_pool(primary)


def _options(url: RedisUrl) -> dict[str, Any]:
    """The options of a connection to the primary, as the library reads them from the URL."""
    read = ConnectionPool.from_url(url.url).connection_kwargs
    options = {name: value for name, value in read.items() if name not in _NOT_OF_SENTINELS}
    return {**options, "ssl": True} if url.url.startswith("rediss://") else options


def _of_sentinels(url: RedisUrl, options: Mapping[str, Any]) -> dict[str, Any]:
    """Sentinels have the same TLS as the primary, and users of their own."""
    return {
        **_TIMEOUTS,
        **{name: value for name, value in options.items() if name.startswith("ssl")},
        **url.sentinel_login,
    }
