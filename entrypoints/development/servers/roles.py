"""The two roles on a database server of one's own: the owner of the tables, and the program."""

from urllib.parse import urlsplit, urlunsplit

import asyncpg

OWNER = "tradepost_owner"
PROGRAM = "tradepost_program"


def url_for(server: str, role: str, database: str) -> str:
    """The URL of a database on the server of the given URL, for a role that needs no password."""
    parts = urlsplit(server)
    return urlunsplit((parts.scheme, f"{role}:@{parts.hostname or ''}", f"/{database}", parts.query, ""))


async def create_roles(server: str) -> None:
    """Make the role that owns the tables and the lesser one that the program works as."""
    connection = await asyncpg.connect(server)
    try:
        present = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
        for role in (OWNER, PROGRAM):
            if role not in present:
                await connection.execute(f"CREATE ROLE {role} LOGIN")
    finally:
        await connection.close()


async def create_database(server: str, name: str) -> None:
    """Make the database, owned by the owner role; one that is there stays as it is."""
    connection = await asyncpg.connect(server)
    try:
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}')
    finally:
        await connection.close()
