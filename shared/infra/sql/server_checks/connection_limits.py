"""Whether the server admits all connections that the processes may open."""

from dataclasses import dataclass

from shared.infra.sql.database import Database
from shared.kernel.module import Violation

_LIMITS = """
    SELECT current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true)::int, 0) AS admitted
"""
_WITHOUT_LOCK = 2
"""The relay and the scheduler: they hold no lock by which others see that they live."""


@dataclass(frozen=True, slots=True)
class ConnectionDemand:
    """Connections of all processes: each has a pool, and API processes and workers one more for their lock."""

    holders: int
    pool_size: int

    @property
    def processes(self) -> int:
        return self.holders + _WITHOUT_LOCK

    @property
    def connections(self) -> int:
        return self.processes * self.pool_size + self.holders


async def connections_warning(database: Database, holders: int) -> Violation | None:
    """Compares what the processes may open with the server's limit. `holders` are the API processes and workers.

    All are taken to have the pool of this process. Raises Unavailable.
    """
    async with database.read() as reading:
        (limits,) = await reading.fetch(_LIMITS)
    return limit_warning(ConnectionDemand(holders, database.pool_size), limits["admitted"])


def limit_warning(demand: ConnectionDemand, admitted: int) -> Violation | None:
    if demand.connections <= admitted:
        return None
    return Violation(
        "too_few_connections",
        f"{demand.processes} processes with a pool of {demand.pool_size} can open {demand.connections} connections, the"
        f" server admits {admitted}: lower TRADEPOST_POOL_SIZE, or raise max_connections",
    )
