"""The servers that the program needs: embedded servers, or those of the settings."""

import asyncio
import socket
from dataclasses import dataclass

from entrypoints.configuration.environment import PENDING
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.processes.supervised_process import (
    Component,
    LogLine,
    SupervisedProcess,
    changed_environment,
)
from entrypoints.development.servers.replication import ReplicationSource
from entrypoints.development.servers.roles import OWNER, PROGRAM, create_database, create_roles, url_for
from entrypoints.development.servers.supervised_postgres import SupervisedPostgres
from entrypoints.development.servers.valkey import valkey_command
from entrypoints.schema.compatibility import schema_version_at
from entrypoints.schema.revision import newest_revision
from entrypoints.settings import Settings

DATABASE = "tradepost"
TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Servers:
    """URLs of the servers; the queue uses another database than cache and counters."""

    database: str
    owner_database: str
    redis: str
    broker: str


class Infrastructure:
    """Starts the servers that are not configured, migrates the database, and stops the servers it started."""

    def __init__(self, settings: Settings, directory: DataDirectory, log: LogLine) -> None:
        self._settings = settings
        self._directory = directory
        self._log = log
        self._started: list[SupervisedProcess | SupervisedPostgres] = []

    @property
    def is_postgres_embedded(self) -> bool:
        """Whether this starts a PostgreSQL itself."""
        return self._settings.database_url == PENDING["DATABASE_URL"]

    async def start(self) -> Servers:
        (database, owner), (redis, broker) = await asyncio.gather(self._postgres(), self._valkey())
        return Servers(database, owner, redis, broker)

    async def stop(self) -> None:
        for server in reversed(self._started):
            await server.stop()

    async def _postgres(self) -> tuple[str, str]:
        if not self.is_postgres_embedded:
            database, owner = self._settings.database_url, self._settings.owner_database_url
        else:
            postgres = SupervisedPostgres(self._directory.postgres, self._log)
            self._started.insert(0, postgres)
            server = await postgres.start()
            if self._settings.backup_url is None:
                await ReplicationSource(server).drop_slot()
            await create_roles(server)
            await create_database(server, DATABASE)
            database, owner = url_for(server, PROGRAM, DATABASE), url_for(server, OWNER, DATABASE)
        self._log("postgres", f"ready, at revision {await _ensure_migrated(owner)}")
        return database, owner

    async def _valkey(self) -> tuple[str, str]:
        if self._settings.redis_url != PENDING["REDIS_URL"]:
            return self._settings.redis_url, self._settings.queue_url
        port = _free_port()
        self._directory.valkey.mkdir(parents=True, exist_ok=True)
        command = valkey_command(self._directory.valkey, port, durable=True)
        valkey = SupervisedProcess(
            Component("valkey", command, changed_environment({})), self._directory.process_registry, self._log
        )
        self._started.append(valkey)
        valkey.start()
        url = f"redis://127.0.0.1:{port}"
        await _wait_for_valkey(port)
        self._log("valkey", f"ready at {url}")
        return f"{url}/0", f"{url}/1"


async def _ensure_migrated(url: str) -> str:
    """Migrate the database if needed. Importing Alembic takes longer than this check."""
    version = await schema_version_at(url)
    if version.revision is None or version.revision < newest_revision():
        await asyncio.to_thread(_migrate, url)
        return newest_revision()
    version.check(newest_revision())
    return version.revision


def _migrate(url: str) -> None:
    from entrypoints.schema.migrations import upgrade  # noqa: PLC0415 Alembic is loaded only to migrate

    upgrade(url)


async def _wait_for_valkey(port: int) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while await _ping(port) != b"+PONG\r\n":  # noqa: ASYNC110 polls another process
            await asyncio.sleep(0.05)


async def _ping(port: int) -> bytes:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"PING\r\n")
        response = await reader.readline()
        writer.close()
    except OSError:
        return b""
    return response


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
