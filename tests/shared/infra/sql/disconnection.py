"""The end of other connections, and a driver whose connection ends."""

from typing import Any

import asyncpg


async def terminate_others(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


class DisconnectingDriver:
    """A driver whose connection ends before the answer to the next statement, which may have reached the server."""

    def __init__(self, driver: Any, url: str, *, reached: bool) -> None:
        self._driver = driver
        self._url = url
        self._reached = reached

    async def execute(self, statement: str) -> None:
        if self._reached:
            await self._driver.execute(statement)
        await terminate_others(self._url)
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
