"""Opens connections to PostgreSQL; every connection of the program is opened here."""

from collections.abc import Mapping
from typing import Any

import asyncpg

from shared.infra.sql.connections.database_url import DatabaseUrl


async def connect(
    url: DatabaseUrl, settings: Mapping[str, str] | None = None, **options: Any
) -> "asyncpg.Connection[asyncpg.Record]":
    """Connect with the driver, which parses the URL itself. `options` are the driver's.

    `settings` are settings of the server for this session; an application name in the URL has precedence.
    """
    own = {name: value for name, value in (settings or {}).items() if not url.parameters.get(name)}
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(
        url.dsn, ssl=url.tls(), timeout=url.connect_seconds, server_settings=own or None, **options
    )
    return connection
