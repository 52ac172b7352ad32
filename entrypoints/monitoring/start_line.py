"""The log line with which each process says what it is and what it uses."""

import os
from importlib.metadata import version

import structlog

from entrypoints.settings import Settings
from shared.infra.redis_clients.redis_url import RedisUrl
from shared.infra.sql.connections.database_url import DatabaseUrl

_log = structlog.get_logger("tradepost.process")


def log_start(settings: Settings, process: str, port: int | None, *, processes: int = 1) -> None:
    """`port` is the one that answers `/health`; `processes` share it, each with a pool of its own."""
    pool_size = settings.pool_size + settings.pool_overflow
    _log.info(
        "process starts",
        process=process,
        version=version("tradepost"),
        pid=os.getpid(),
        env=settings.env,
        listens=None if port is None else f"{settings.host}:{port}",
        database=DatabaseUrl.parse(settings.database_url).place,
        pool_size=pool_size,
        processes=processes,
        connections=pool_size * processes,
        queue=RedisUrl.parse(settings.queue_url).place,
        cache=RedisUrl.parse(settings.redis_url).place,
    )
