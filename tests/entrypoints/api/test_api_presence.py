"""Other processes notice the end of an API process by the lock that it holds."""

import asyncio

import asyncpg
from asgi_lifespan import LifespanManager

from entrypoints.http.asgi import application
from tests.settings import settings_of
from tests.timeouts import TIMEOUT_SECONDS

HELD = """
    SELECT count(*) FROM platform.holders h
    JOIN pg_locks l ON l.locktype = 'advisory' AND l.classid = 20260 AND l.objsubid = 2 AND l.objid = h.id
"""


async def test_the_api_process_holds_its_lock_while_serving(database_url: str, redis_url: str) -> None:
    looking = await asyncpg.connect(database_url)
    try:
        async with LifespanManager(application(settings_of(database_url, redis_url)), TIMEOUT_SECONDS, TIMEOUT_SECONDS):
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while await looking.fetchval(HELD) != 1:
                    await asyncio.sleep(0.01)
        assert await looking.fetchval("SELECT count(*) FROM platform.holders") == 0
    finally:
        await looking.close()
