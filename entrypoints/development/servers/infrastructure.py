"""The servers that the program needs: embedded ones, or those that the settings name."""

import asyncio
import socket
from dataclasses import dataclass

import asyncpg

from entrypoints.configuration.environment import PENDING
from entrypoints.development.processes.data_directory import Home
from entrypoints.development.processes.supervised_process import Kept, Part, Say, inherited
from entrypoints.development.servers.roles import OWNER, PROGRAM, create_database, create_roles, url_for
from entrypoints.development.servers.supervised_postgres import KeptPostgres
from entrypoints.development.servers.valkey import valkey_command
from entrypoints.revision import newest
from entrypoints.settings import Settings

DATABASE = "tradepost"
TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the servers are; the queue lies apart from cache and counters."""

    database: str
    owner_database: str
    redis: str
    broker: str


class Infrastructure:
    """Starts what is not given, brings the tables up to date, and stops what it started."""

    def __init__(self, settings: Settings, home: Home, say: Say) -> None:
        self._settings = settings
        self._home = home
        self._say = say
        self._kept: list[Kept | KeptPostgres] = []

    async def start(self) -> Servers:
        (database, owner), (redis, broker) = await asyncio.gather(self._postgres(), self._valkey())
        return Servers(database, owner, redis, broker)

    async def stop(self) -> None:
        for server in reversed(self._kept):
            await server.stop()

    async def _postgres(self) -> tuple[str, str]:
        if self._settings.database_url != PENDING["DATABASE_URL"]:
            database, owner = self._settings.database_url, self._settings.owner_database_url
        else:
            postgres = KeptPostgres(self._home.postgres, self._say)
            self._kept.insert(0, postgres)
            server = await postgres.start()
            await create_roles(server)
            await create_database(server, DATABASE)
            database, owner = url_for(server, PROGRAM, DATABASE), url_for(server, OWNER, DATABASE)
        self._say("postgres", f"ready, at revision {await _migrated(owner)}")
        return database, owner

    async def _valkey(self) -> tuple[str, str]:
        if self._settings.redis_url != PENDING["REDIS_URL"]:
            return self._settings.redis_url, self._settings.queue_url
        port = _free_port()
        self._home.valkey.mkdir(parents=True, exist_ok=True)
        command = valkey_command(self._home.valkey, port, durable=True)
        valkey = Kept(Part("valkey", command, inherited({})), self._home.register, self._say)
        self._kept.append(valkey)
        valkey.start()
        url = f"redis://127.0.0.1:{port}"
        await _answers(port)
        self._say("valkey", f"ready at {url}")
        return f"{url}/0", f"{url}/1"


async def _migrated(url: str) -> str:
    """Bring the tables up to date; alembic takes longer to import than they take, so only if it is needed."""
    if await _revision(url) != newest():
        await asyncio.to_thread(_migrate, url)
    return newest()


async def _revision(url: str) -> str | None:
    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
            return None
        revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    finally:
        await connection.close()
    return revision


def _migrate(url: str) -> None:
    from entrypoints.schema_migrations import upgrade  # noqa: PLC0415

    upgrade(url)


async def _answers(port: int) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while await _ping(port) != b"+PONG\r\n":  # noqa: ASYNC110 it is another process that is waited for
            await asyncio.sleep(0.05)


async def _ping(port: int) -> bytes:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"PING\r\n")
        answer = await reader.readline()
        writer.close()
    except OSError:
        return b""
    return answer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
