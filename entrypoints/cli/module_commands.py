"""The commands that the modules offer, beside those that start a process."""

from functools import cache
from typing import Any

import typer.main
from typer.core import TyperGroup


class WithModuleCommands(TyperGroup):
    """Puts the program together only when one of its modules' commands, or the list of all, is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *module_commands()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return super().get_command(ctx, cmd_name) or module_commands().get(cmd_name)


@cache
def module_commands() -> dict[str, Any]:
    """Every module's commands by name; settings are read when one of them runs."""
    from entrypoints.cli.environment import settings_or_exit
    from entrypoints.container import build

    container = build(settings_or_exit, "tradepost")
    groups = [typer.main.get_group(app) for app in container.commands()]
    return {name: command for group in groups for name, command in group.commands.items()}
