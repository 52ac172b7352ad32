"""The modules' commands."""

from functools import cache
from typing import Any

import typer.main
from typer.core import TyperGroup

from shared.kernel.suggestions import did_you_mean


class ModuleCommandGroup(TyperGroup):
    """Adds the modules' commands; creates the container only when they are needed."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *module_commands()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return super().get_command(ctx, cmd_name) or module_commands().get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Suggest similar commands for an unknown one, including the modules' commands."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"No such command '{args[0]}'.{did_you_mean(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@cache
def module_commands() -> dict[str, Any]:
    """The modules' commands by name. The settings are loaded when a command runs."""
    from entrypoints.cli.environment import settings_or_exit
    from entrypoints.container import build

    container = build(settings_or_exit, "tradepost")
    groups = [typer.main.get_group(app) for app in container.commands()]
    return {name: command for group in groups for name, command in group.commands.items()}
