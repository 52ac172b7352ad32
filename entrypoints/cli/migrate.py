"""`tradepost migrate`: apply the database migrations."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer


def migrate(
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing. Print the differences and exit with code 1 if there are any."),
    ] = False,
    scratch: Annotated[bool, typer.Option("--scratch", help="Use a temporary embedded server.")] = False,
    lock_timeout: Annotated[
        float, typer.Option(min=0.1, max=3600, help="Seconds to wait for a lock; then the migration is undone.")
    ] = 5.0,
) -> None:
    """Migrate the database to the newest revision, as the owner of the tables.

    Exit code 4 if the database cannot be used; 1 if a lock is not available in time, or while older programs are
    connected that use what a migration removes.
    """
    from entrypoints.cli.database_check import require_database, require_owner
    from entrypoints.cli.environment import settings_or_exit
    from entrypoints.schema.compatibility import SchemaError
    from entrypoints.schema.migrations import schema_difference, upgrade
    from entrypoints.schema.revision import newest_revision

    with ExitStack() as ends:
        if scratch:
            url = _scratch_database(ends)
        else:
            settings = settings_or_exit()
            require_owner(settings)
            require_database(settings, migrated=False)
            url = settings.owner_database_url
        reached = newest_revision()
        try:
            if scratch or not check:
                reached = upgrade(url, timedelta(seconds=lock_timeout))
        except SchemaError as refused:
            typer.echo(str(refused), err=True)
            raise typer.Exit(1) from None
        if not scratch and not check and reached == newest_revision():
            _register_consumers()
        difference = schema_difference(url) if check else None
    if difference:
        typer.echo(difference, err=True)
        raise typer.Exit(1)
    note = " and its tables match the code" if check else ""
    if reached > newest_revision():
        note = f", which is newer than this program's {newest_revision()}: nothing was changed"
    typer.echo(f"the database is at revision {reached}{note}")


def _register_consumers() -> None:
    """Register this version's consumers, so that they receive events published before the first worker starts."""
    from entrypoints.cli.environment import settings_or_exit
    from entrypoints.program import Program
    from shared.infra.messaging.deliveries.consumer_registry import register

    program = Program(settings_or_exit, "tradepost-migrate")
    program.run(register(program.database(), program.consumers()))


def _scratch_database(ends: ExitStack) -> str:
    import asyncio
    import shutil

    from entrypoints.development.servers.postgres import start_postgres, stop_postgres
    from entrypoints.development.servers.roles import OWNER, create_roles, url_for

    folder = Path(mkdtemp(prefix="tradepost-scratch-"))
    ends.callback(shutil.rmtree, folder, ignore_errors=True)
    server = start_postgres(folder / "postgres")
    ends.callback(stop_postgres, folder / "postgres")
    url = server.get_uri()
    asyncio.run(create_roles(url))
    asyncio.run(_create_for_owner(url))
    return url_for(url, OWNER, "tradepost")


async def _create_for_owner(url: str) -> None:
    from entrypoints.development.servers.roles import create_database

    await create_database(url, "tradepost")
