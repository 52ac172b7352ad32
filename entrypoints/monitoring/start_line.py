"""The log line with which each process says what it is and what it uses."""

import os
from importlib.metadata import version
from urllib.parse import urlsplit

import structlog

from entrypoints.settings import Settings
from shared.infra.sql.connections.database_url import DatabaseUrl

_log = structlog.get_logger("tradepost.process")


def log_start(settings: Settings, process: str, port: int | None) -> None:
    """`port` is the one that answers `/health`."""
    _log.info(
        "process starts",
        process=process,
        version=version("tradepost"),
        pid=os.getpid(),
        env=settings.env,
        listens=None if port is None else f"{settings.host}:{port}",
        database=DatabaseUrl.parse(settings.database_url).place,
        queue=redis_place(settings.queue_url),
        cache=redis_place(settings.redis_url),
    )


def redis_place(url: str) -> str:
    """Host, port and database of a Redis URL, without user and password."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return parts.path
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or "localhost"
    return f"{host}:{parts.port or 6379}{parts.path or '/0'}"
