"""`tradepost config`: show the settings in force."""

import json
from typing import Annotated

import typer


def config(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show the settings in force and where each comes from: environment, .env, running shop or default.

    Secrets and passwords are masked.
    """
    from entrypoints.cli.environment import settings_with_sources
    from entrypoints.configuration.settings_in_force import settings_in_force

    found = settings_in_force(*settings_with_sources())
    if as_json:
        typer.echo(json.dumps([each._asdict() for each in found], indent=2))
        return
    widest = max(len(each.variable) for each in found)
    sources = max(len(each.source) for each in found)
    for each in found:
        typer.echo(f"{each.variable:<{widest}}  {each.source:<{sources}}  {each.value}".rstrip())
