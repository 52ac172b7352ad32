"""Connections to Redis or Valkey that fail fast: whoever uses them can do without."""

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

_CONNECTIONS = 20
_SECONDS_FOR_A_CONNECTION = 1
_SECONDS_FOR_AN_ANSWER = 2


def connect(url: str) -> Redis:
    """A client for one event loop; connects on first use. Close it with `aclose()`.

    Nothing is retried: a repeated script would count twice.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=_CONNECTIONS,
        timeout=_SECONDS_FOR_A_CONNECTION,
        socket_connect_timeout=_SECONDS_FOR_A_CONNECTION,
        socket_timeout=_SECONDS_FOR_AN_ANSWER,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)
