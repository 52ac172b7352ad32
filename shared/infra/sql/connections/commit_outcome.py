"""The outcome of a transaction whose connection was lost during COMMIT."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import asyncpg

from shared.kernel.errors import Unavailable

_POLLS, _POLL_SECONDS = 40, 0.05
"""The transaction's server process may not have ended yet."""


class _Fetches(Protocol):
    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]: ...


async def has_committed(read: Callable[[], AbstractAsyncContextManager[_Fetches]], xid: str) -> bool | None:
    """Ask the server on another connection; None if the outcome is unknown."""
    try:
        async with read() as reading:
            for _ in range(_POLLS):
                (row,) = await reading.fetch("SELECT pg_xact_status($1::text::xid8) AS status", xid)
                if row["status"] != "in progress":
                    return None if row["status"] is None else bool(row["status"] == "committed")
                await asyncio.sleep(_POLL_SECONDS)
    except Unavailable:
        return None
    return None
