"""What is missing or wrong around the program: in its settings, and in the servers that it uses."""

import time
from collections.abc import Sequence

import structlog

from entrypoints.configuration.deployment import settings_warnings
from entrypoints.settings import Settings
from shared.infra.messaging.deliveries.lease_holders import count_holders
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.sql.database import Database
from shared.infra.sql.server_checks.connection_limits import connections_warning
from shared.infra.sql.server_checks.replica_lag import replica_warning
from shared.kernel.errors import Unavailable
from shared.kernel.module import Stop, Violation

CACHE_SECONDS = 30.0
"""How long what the servers said is cached, however often readiness is asked for."""

MAX_SKEW_SECONDS = 5.0
"""Tokens and signatures are valid by the clock of the process, orders and deliveries by that of the database."""

_CLOCK = "SELECT extract(epoch FROM clock_timestamp())::float8"

_log = structlog.get_logger("tradepost.deployment")


class DeploymentReport:
    """Implements `DeploymentWarnings` for this process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._of_servers: Sequence[Violation] = ()
        self._stale_at = 0.0

    async def __call__(self) -> Sequence[Violation]:
        """While the database is unavailable, only the warnings about settings."""
        if time.monotonic() >= self._stale_at:
            self._of_servers = await self._ask_servers()
            self._stale_at = time.monotonic() + CACHE_SECONDS
        return [*settings_warnings(self._settings), *self._of_servers]

    async def codes(self) -> Sequence[str]:
        """The codes alone, for callers that may be strangers."""
        return [warning.subject for warning in await self()]

    async def run(self, stop: Stop) -> None:
        """Log each warning once."""
        for warning in await self():
            _log.warning(warning.detail, code=warning.subject)
        await stop.wait()

    async def _ask_servers(self) -> Sequence[Violation]:
        try:
            found = [clock_warning(await self._skew_seconds()), await self._connections(), await self._replica()]
        except Unavailable:
            return ()
        return [warning for warning in found if warning is not None]

    async def _connections(self) -> Violation | None:
        """Behind a pooler, its own limits count, which it does not tell."""
        if self._settings.direct_database_url is not None:
            return None
        at_least = self._settings.workers + 1  # at its start, a process does not see those that start with it
        return await connections_warning(self._database, max(at_least, await count_holders(self._database)))

    async def _replica(self) -> Violation | None:
        if self._settings.replica_database_url is None:
            return None
        return await replica_warning(self._database, DatabaseUrl.parse(self._settings.replica_database_url))

    async def _skew_seconds(self) -> float:
        """How far the clock of the process is ahead of the database's."""
        async with self._database.read() as reading:
            before = time.time()
            ((there,),) = await reading.fetch(_CLOCK)
            return (before + time.time()) / 2 - float(there)


def clock_warning(skew_seconds: float) -> Violation | None:
    if abs(skew_seconds) <= MAX_SKEW_SECONDS:
        return None
    direction = "ahead of" if skew_seconds > 0 else "behind"
    return Violation(
        "clock_skew",
        f"the clock of this machine is {abs(skew_seconds):.0f} s {direction} the database's: synchronize both (NTP)",
    )
