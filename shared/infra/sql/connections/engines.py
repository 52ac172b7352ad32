"""SQLAlchemy engines over asyncpg in autocommit mode; the callers send BEGIN for transactions."""

from functools import partial
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl

TIMEOUTS_MS = {
    "statement_timeout": 5_000,
    "lock_timeout": 2_000,
    "idle_in_transaction_session_timeout": 10_000,
}
LOCAL_TIMEOUTS = "".join(f"; SET LOCAL {name} = {value}" for name, value in TIMEOUTS_MS.items())
"""Follows BEGIN behind a pooler, which shares a connection's settings among its clients."""
DIALECT = "postgresql+asyncpg://"


def new_engine(url: str, application_name: str, *, pooled: bool = False, **pool: Any) -> AsyncEngine:
    """Create an engine; `pool` holds the options of its pool.

    Its connections have the timeouts and prepared statements, unless they are `pooled`: transactions of PgBouncer
    run on any of its connections, so that only unnamed statements are known there.
    """
    settings = {"application_name": application_name}
    if not pooled:
        settings |= {name: str(value) for name, value in TIMEOUTS_MS.items()}
    without_cache = {"statement_cache_size": 0} if pooled else {}
    return create_async_engine(
        DIALECT,
        connect_args={
            "async_creator_fn": partial(connect, DatabaseUrl.parse(url), settings, **without_cache),
            **({"prepared_statement_cache_size": 0} if pooled else {}),
        },
        isolation_level="AUTOCOMMIT",
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        **pool,
    )
