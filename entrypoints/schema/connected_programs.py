"""The programs that are connected to a database, and the revisions they are of."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl

PREFIX = "tradepost-"

_CONNECTED = """
    SELECT DISTINCT application_name, coalesce(host(client_addr), 'a local socket') AS address
    FROM pg_stat_activity
    WHERE datname = current_database() AND starts_with(application_name, $1)
    ORDER BY application_name, address
"""


def application_name(process: str, revision: str) -> str:
    """The name of a process's connections; 0.1 had no revision in it."""
    return f"{process}/{revision}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedProgram:
    """`revision` is empty for programs before 0.2."""

    process: str
    revision: str
    address: str

    def __str__(self) -> str:
        return f"{self.process} of {self.revision or 'a release before 0.2'} from {self.address}"


async def connected_programs(url: str) -> Sequence[ConnectedProgram]:
    """Programs that are connected to the database with this URL, whatever their role."""
    connection = await connect(DatabaseUrl.parse(url))
    try:
        rows = await connection.fetch(_CONNECTED, PREFIX)
    finally:
        await connection.close()
    return [_program(row["application_name"], row["address"]) for row in rows]


def _program(name: str, address: str) -> ConnectedProgram:
    process, _, revision = name.partition("/")
    return ConnectedProgram(process=process, revision=revision, address=address)
