"""Opens connections to PostgreSQL; every connection of the program is opened here."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from shared.infra.sql.connections.database_url import DatabaseUrl


async def connect(
    url: DatabaseUrl, settings: Mapping[str, str] | None = None, **options: Any
) -> "asyncpg.Connection[asyncpg.Record]":
    """Connect with the driver, which parses the URL itself. `options` are the driver's.

    `settings` are settings of the server for this session. They have precedence over the URL's, whose application name
    would hide the program's, by which migrations recognize it.
    """
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(
        url.dsn, ssl=url.tls(), timeout=url.connect_seconds, server_settings=dict(settings or {}) or None, **options
    )
    return connection
