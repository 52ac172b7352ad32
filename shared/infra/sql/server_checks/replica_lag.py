"""Whether a replica follows the database."""

import asyncio

import asyncpg

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.sql.database import Database
from shared.kernel.module import Violation

MAX_LAG_SECONDS = 60.0
_SETTLE_SECONDS = 0.5
"""A replica that is behind is asked again after this time: the last commit may just have been on its way."""

_HERE = "SELECT pg_current_wal_lsn()::text"
_THERE = """
    SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() >= $1::text::pg_lsn, false),
           extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8
"""


async def replica_warning(database: Database, url: DatabaseUrl) -> Violation | None:
    """Raises Unavailable if the database itself cannot be reached."""
    async with database.read() as reading:
        ((position,),) = await reading.fetch(_HERE)
    try:
        replica = await connect(url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return Violation("replica_unavailable", f"the replica {url.place} cannot be reached: {type(error).__name__}")
    try:
        found = await replica.fetchrow(_THERE, position)
        if found is not None and found[0] and not found[1]:
            await asyncio.sleep(_SETTLE_SECONDS)
            found = await replica.fetchrow(_THERE, position)
    finally:
        await replica.close()
    return None if found is None else lag_warning(url.place, follows=found[0], caught_up=found[1], seconds=found[2])


def lag_warning(place: str, *, follows: bool, caught_up: bool, seconds: float | None) -> Violation | None:
    """`seconds`: the age of the last change that the replica has; None if it has none."""
    if not follows:
        return Violation("not_a_replica", f"{place} is named as the replica, but is none")
    if caught_up or (seconds is not None and seconds <= MAX_LAG_SECONDS):
        return None
    age = "unknown" if seconds is None else f"{seconds:.0f} s"
    return Violation("replica_lag", f"the replica {place} lags: the age of its last change is {age}")
