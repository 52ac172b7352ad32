"""`tradepost`: every command of the program."""

from typing import Annotated

import typer

from entrypoints.cli import config, migrate, openapi, processes, serve, settings, stop, up
from entrypoints.cli.development import backups, demo_data, new_module, payment_sandbox, replay_orders
from entrypoints.cli.imports import import_
from entrypoints.cli.module_commands import MARKUP, ModuleCommandGroup

app = typer.Typer(
    name="tradepost",
    cls=ModuleCommandGroup,
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(*, wanted: bool) -> None:
    from importlib.metadata import version

    if wanted:
        typer.echo(f"tradepost {version('tradepost')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A headless order and inventory backend."""


for command in (
    up.up,
    stop.stop,
    serve.serve,
    processes.worker,
    processes.relay,
    processes.scheduler,
    payment_sandbox.payment_sandbox,
    migrate.migrate,
    config.config,
    settings.settings,
    openapi.openapi,
    replay_orders.replay_orders,
    new_module.new_module,
    backups.restore,
):
    app.command()(command)
app.command("import")(import_.import_shop)
app.add_typer(demo_data.app, name="demo-data")
app.add_typer(backups.app, name="backup")
