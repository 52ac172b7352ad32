"""`tradepost stop`: the end of what a killed `up` left."""

import typer

from entrypoints.cli.environment import up_settings


def stop() -> None:
    """End every process that `up` started in TRADEPOST_HOME and that still runs."""
    try:
        from entrypoints.development.supervisor.stale_processes import stop_everything
    except ModuleNotFoundError as error:
        typer.echo(f"`stop` needs the extra `embedded`: there is no {error.name}", err=True)
        raise typer.Exit(2) from None
    ended = stop_everything(up_settings().home)
    typer.echo(f"ended: {', '.join(ended)}" if ended else "nothing was running")
