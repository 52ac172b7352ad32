"""Brings a database to a revision: one linear history for all modules.

Waits for no lock longer than the attribute `lock_timeout` of the configuration (a migration must not queue up the
whole shop behind it) and takes an advisory lock, so that only one process migrates at a time. A migration of the phase
`contract` raises the revision of the oldest program that works with the database.
"""

import asyncio
import re
from functools import partial
from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import Script
from sqlalchemy import Connection, pool, text
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.ext.asyncio import create_async_engine

from migrations.metadata import ALL_METADATA, SCHEMAS
from migrations.phases import LOCK_TIMEOUT, migration_of
from shared.infra.messaging.tables import Xid8
from shared.infra.sql.advisory_lock import AdvisoryLock
from shared.infra.sql.connections.connect import connect
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.sql.connections.engines import DIALECT

_LOCK = AdvisoryLock(20_261)
ischema_names["xid8"] = Xid8  # a type the dialect does not know when it reads a database back


_RAISE = text("UPDATE platform.schema_compatibility SET oldest_program = :oldest WHERE oldest_program < :oldest")
_LOCK_TIMEOUT = text("SELECT set_config('lock_timeout', :milliseconds, false)")

PARTITION = re.compile(r"(events|deliveries)_([0-9]{8}|kept|pending)")


def _include(name: str | None, kind: str, _: object) -> bool:
    if kind == "table":
        return not PARTITION.fullmatch(name or "")
    return kind != "schema" or name in SCHEMAS


def _raise_oldest_program(ctx: MigrationContext, step: MigrationInfo, heads: Any, run_args: Any) -> None:
    """In the transaction of the migration that has just run."""
    script = step.up_revision
    if step.is_upgrade and isinstance(script, Script) and (oldest := migration_of(script).oldest_program) is not None:
        ctx.impl.execute(_RAISE.bindparams(oldest=oldest))


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=list(ALL_METADATA),
        include_schemas=True,
        include_name=_include,
        compare_server_default=False,
        version_table="alembic_version",
        transaction_per_migration=True,
        on_version_apply=_raise_oldest_program,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _online() -> None:
    url = DatabaseUrl.parse(context.config.get_main_option("sqlalchemy.url") or "")
    engine = create_async_engine(DIALECT, async_creator=partial(connect, url), poolclass=pool.NullPool)
    async with engine.connect() as connection:
        milliseconds = str(round(context.config.attributes.get("lock_timeout", LOCK_TIMEOUT).total_seconds() * 1000))
        await connection.execute(_LOCK_TIMEOUT, {"milliseconds": milliseconds})
        await connection.execute(text(f"SELECT {_LOCK.lock_session()}"))
        await connection.commit()
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_online())
