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
DIALECT = "postgresql+asyncpg://"


def new_engine(url: str, application_name: str, **pool: Any) -> AsyncEngine:
    """Create an engine whose connections have the timeouts; `pool` holds the options of its pool."""
    settings = {name: str(value) for name, value in TIMEOUTS_MS.items()}
    return create_async_engine(
        DIALECT,
        async_creator=partial(connect, DatabaseUrl.parse(url), {**settings, "application_name": application_name}),
        isolation_level="AUTOCOMMIT",
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        **pool,
    )
