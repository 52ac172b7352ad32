"""Readiness probes of `/ready`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from entrypoints.schema.compatibility import read_schema_version
from entrypoints.schema.revision import newest_revision
from shared.infra.messaging.queries.backlog import overdue_seconds
from shared.infra.sql.database import Database
from shared.infra.telemetry.health import Probe

OLDEST_SECONDS = 300
"""An event that waits longer than this means that the relay or the workers are down."""


Ping = Callable[[], Awaitable[object]]
"""Raises if the server is unavailable."""


class EventsWait(Exception):
    """The oldest pending event exceeds the limit."""


def api_probes(database: Database, ping: Ping) -> Sequence[Probe]:
    """PostgreSQL and the migrations are essential; the shop is degraded without the others."""
    return [*database_probes(database), _redis(ping, essential=False), _outbox(database)]


def queue_probes(database: Database, ping: Ping) -> Sequence[Probe]:
    """Those of the worker and the relay, which do nothing without the queue."""
    return [*database_probes(database), _redis(ping, essential=True)]


def database_probes(database: Database) -> Sequence[Probe]:
    """PostgreSQL and the migrations, which every process needs."""
    needed = newest_revision()

    async def postgres() -> Mapping[str, object]:
        async with database.read() as reading:
            await reading.fetch("SELECT 1")
        return {"connections_in_use": database.pool_in_use}

    async def migrations() -> Mapping[str, object]:
        async with database.read() as reading:
            found = await read_schema_version(reading)
        found.check(needed)
        return {"revision": found.revision}

    return [Probe("postgres", postgres), Probe("migrations", migrations)]


def _redis(ping: Ping, *, essential: bool) -> Probe:
    async def redis() -> Mapping[str, object]:
        await ping()
        return {}

    return Probe("redis", redis, essential=essential)


def _outbox(database: Database) -> Probe:
    async def outbox() -> Mapping[str, object]:
        async with database.read() as reading:
            seconds = await overdue_seconds(reading)
        if seconds > OLDEST_SECONDS:
            raise EventsWait
        return {"oldest_seconds": round(seconds, 3)}

    return Probe("outbox", outbox, essential=False)
