"""Connections to Redis or Valkey that fail fast, for optional features."""

from redis.asyncio import Redis

from shared.infra.redis_clients.clients import connect_async

_MAX_CONNECTIONS = 20


def connect(url: str) -> Redis:
    """A client for one event loop; connects on first use. Close it with `aclose()`.

    It does not retry, because a repeated script would count twice.
    """
    return connect_async(url, max_connections=_MAX_CONNECTIONS)
