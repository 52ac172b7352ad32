"""The connections that all processes may open are compared with what the server admits."""

import asyncpg
import pytest

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.server_checks.connection_limits import ConnectionDemand, connections_warning, limit_warning


@pytest.mark.parametrize(
    ("holders", "pool", "connections"),
    [(2, 20, 82), (5, 20, 145), (2, 1, 6)],
)
def test_each_process_has_a_pool_and_most_have_a_lock(holders: int, pool: int, connections: int) -> None:
    assert ConnectionDemand(holders, pool).connections == connections


def test_the_limit_itself_is_enough() -> None:
    demand = ConnectionDemand(3, 20)
    assert limit_warning(demand, 103) is None
    warning = limit_warning(demand, 102)
    assert warning is not None
    assert warning.detail == (
        "5 processes with a pool of 20 can open 103 connections, the server admits 102: lower TRADEPOST_POOL_SIZE, or"
        " raise max_connections"
    )


async def warn(url: str, *, pool_size: int, holders: int) -> str | None:
    database = Database(url, {}, outbox=Outbox, pool_size=pool_size)
    try:
        warning = await connections_warning(database, holders)
        return None if warning is None else warning.detail
    finally:
        await database.close()


async def test_the_servers_limit_without_the_reserved_connections_counts(
    database_url: str, owner_database_url: str
) -> None:
    owner = await asyncpg.connect(owner_database_url)
    try:
        reserved = await owner.fetchval("SELECT current_setting('superuser_reserved_connections')::int")
        admitted = await owner.fetchval("SELECT current_setting('max_connections')::int") - reserved
    finally:
        await owner.close()
    fits = (admitted - 2) // 4
    assert await warn(database_url, pool_size=fits, holders=2) is None
    assert f"the server admits {admitted}" in (await warn(database_url, pool_size=fits + 1, holders=2) or "")
