"""Connections to Redis or Valkey that fail fast, for optional features."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

_MAX_CONNECTIONS = 20
_CONNECT_SECONDS = 1
_RESPONSE_SECONDS = 2


def connect(url: str) -> Redis:
    """A client for one event loop; connects on first use. Close it with `aclose()`.

    It does not retry, because a repeated script would count twice.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_MAX_CONNECTIONS,
        timeout=_CONNECT_SECONDS,
        socket_connect_timeout=_CONNECT_SECONDS,
        socket_timeout=_RESPONSE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)
