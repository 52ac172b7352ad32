"""`tradepost stop`: stop all processes of `up`."""

import typer


def stop() -> None:
    """Stop all running processes that `up` started in TRADEPOST_HOME."""
    from entrypoints.cli.environment import up_settings

    try:
        from entrypoints.development.supervisor.stale_processes import stop_everything
    except ModuleNotFoundError as error:
        typer.echo(f"`stop` needs the extra `embedded`: {error.name} is not installed", err=True)
        raise typer.Exit(2) from None
    stopped = stop_everything(up_settings().home)
    typer.echo(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
