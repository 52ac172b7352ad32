"""Database roles of an embedded server: the owner of the tables and the program."""

from urllib.parse import urlsplit, urlunsplit

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl

OWNER = "tradepost_owner"
PROGRAM = "tradepost_program"


def url_for(server: str, role: str, database: str) -> str:
    """The URL of a database on the server, for a role without a password."""
    parts = urlsplit(server)
    return urlunsplit((parts.scheme, f"{role}:@{parts.hostname or ''}", f"/{database}", parts.query, ""))


async def create_roles(server: str) -> None:
    """Create the role that owns the tables and the unprivileged role of the program."""
    connection = await connect(DatabaseUrl.parse(server))
    try:
        present = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        for role in (OWNER, PROGRAM):
            if role not in present:
                await connection.execute(f"CREATE ROLE {role} LOGIN")
    finally:
        await connection.close()


async def create_database(server: str, name: str) -> None:
    """Create the database, owned by the owner role, unless it exists."""
    connection = await connect(DatabaseUrl.parse(server))
    try:
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}')
    finally:
        await connection.close()
