"""Whether the queue's server answers."""

from collections.abc import Awaitable
from typing import cast

from shared.infra.redis_clients.clients import connect_async


async def ping(url: str) -> None:
    """Connect, and raise if the server does not answer."""
    async with connect_async(url) as client:
        await cast("Awaitable[object]", client.ping())
