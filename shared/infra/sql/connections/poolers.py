"""Detects a pooler, such as PgBouncer, that runs each transaction on another connection of the server."""

import asyncpg

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl

_PROCESS = "SELECT pg_backend_pid()"


async def shares_connections(url: DatabaseUrl, connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Whether two clients got the same process of the server while both were connected.

    A pooler gives out numbers of its own for its clients. Without a pooler, one query decides.
    """
    process = await connection.fetchval(_PROCESS)
    if process == connection.get_server_pid():
        return False
    other = await connect(url, statement_cache_size=0)
    try:
        async with other.transaction():
            if await other.fetchval(_PROCESS) == process:
                return True
            return bool(await connection.fetchval(_PROCESS) != process)
    finally:
        await other.close()


async def hint_of_timeouts(url: DatabaseUrl) -> str | None:
    """Says if reads through the pooler have no time limit; only transactions set theirs there."""
    connection = await connect(url, statement_cache_size=0)
    try:
        limit = await connection.fetchval("SELECT current_setting('statement_timeout')")
        role = await connection.fetchval("SELECT current_user")
    finally:
        await connection.close()
    if limit != "0":
        return None
    return f"reads through {url.place} have no time limit: ALTER ROLE {role} SET statement_timeout = '5s' sets one"
