"""SQLAlchemy engines over asyncpg in autocommit mode; the callers send BEGIN for transactions."""

from typing import Any

import orjson
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

TIMEOUTS_MS = {
    "statement_timeout": 5_000,
    "lock_timeout": 2_000,
    "idle_in_transaction_session_timeout": 10_000,
}


def new_engine(url: str, application_name: str, **pool: Any) -> AsyncEngine:
    """Create an engine whose connections have the timeouts; `pool` holds the options of its pool."""
    settings = {name: str(value) for name, value in TIMEOUTS_MS.items()}
    return create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"),
        isolation_level="AUTOCOMMIT",
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={
            "server_settings": {**settings, "application_name": application_name},
            "timeout": 5,
        },
        **pool,
    )
