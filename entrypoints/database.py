"""Creates a process's connection pool from the settings."""

from collections.abc import Callable

from entrypoints.schema.connected_programs import application_name
from entrypoints.schema.revision import newest_revision
from entrypoints.settings import Settings
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.error_mapping import Constraints


def create_database(
    settings: Settings, process: str, constraints: Constraints, on_events: Callable[[], None] | None = None
) -> Database:
    """`on_events` is called when events are committed. Connections are named after `process` and the revision."""
    return Database(
        settings.database_url,
        constraints,
        outbox=Outbox,
        direct_url=settings.direct_database_url,
        pool_size=settings.pool_size,
        pool_overflow=settings.pool_overflow,
        application_name=application_name(process, newest_revision()),
        on_events=on_events,
    )
