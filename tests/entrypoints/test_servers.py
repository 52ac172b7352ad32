"""The servers of the test run."""

import asyncpg
import pytest
from redis.asyncio import Redis


@pytest.mark.parametrize("_", range(3))
async def test_every_test_starts_with_the_migrated_database_and_nothing_in_it(
    owner_database_url: str, database_url: str, _: int
) -> None:
    owner = await asyncpg.connect(owner_database_url)
    try:
        assert await owner.fetchval("SELECT current_user") == "tradepost_owner"
        assert await owner.fetchval("SELECT to_regclass('platform.events')") is not None
        await owner.execute("CREATE TABLE left_by_a_test ()")
    finally:
        await owner.close()
    program = await asyncpg.connect(database_url)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await program.execute("CREATE TABLE not_allowed ()")
    finally:
        await program.close()


@pytest.mark.parametrize("_", range(2))
async def test_every_test_starts_with_an_empty_valkey(redis_url: str, broker_url: str, _: int) -> None:
    for url in (redis_url, broker_url):
        client = Redis.from_url(url)
        try:
            assert await client.dbsize() == 0
            await client.set("left by a test", "1")
        finally:
            await client.aclose()
