"""`tradepost migrate`: the tables of all modules."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

import typer

from entrypoints.cli.environment import settings_or_exit


def migrate(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; say what differs, exit 1.")] = False,
    scratch: Annotated[bool, typer.Option("--scratch", help="On a new embedded server, ended afterwards.")] = False,
) -> None:
    """Bring the database to the newest revision, as the owner of the tables."""
    from entrypoints import schema_migrations
    from entrypoints.revision import newest

    with ExitStack() as ends:
        url = _scratch_database(ends) if scratch else settings_or_exit().owner_database_url
        try:
            if scratch or not check:
                schema_migrations.upgrade(url)
            if not scratch and not check:
                _register_consumers()
            difference = schema_migrations.difference(url) if check else None
        except OSError as error:
            typer.echo(f"the database cannot be reached: {error}", err=True)
            raise typer.Exit(1) from None
    if difference:
        typer.echo(difference, err=True)
        raise typer.Exit(1)
    typer.echo(f"the database is at revision {newest()}{' and has every table as the code does' if check else ''}")


def _register_consumers() -> None:
    """Have events delivered to this version's consumers from the first one on, before a worker has ever run."""
    from entrypoints.container import build
    from shared.infra.messaging.deliveries.consumers import register

    container = build(settings_or_exit, "tradepost-migrate")
    container.run()(register(container.database(), container.subscriptions()))


def _scratch_database(ends: ExitStack) -> str:
    import asyncio
    import shutil

    from entrypoints.development.servers.postgres import end_postgres, start_postgres
    from entrypoints.development.servers.roles import OWNER, create_roles, url_for

    folder = Path(mkdtemp(prefix="tradepost-scratch-"))
    ends.callback(shutil.rmtree, folder, ignore_errors=True)
    server = start_postgres(folder / "postgres")
    ends.callback(end_postgres, folder / "postgres")
    url = server.get_uri()
    asyncio.run(create_roles(url))
    asyncio.run(_give_to_owner(url))
    return url_for(url, OWNER, "tradepost")


async def _give_to_owner(url: str) -> None:
    from entrypoints.development.servers.roles import create_database

    await create_database(url, "tradepost")
