"""The modules' commands: `commands(…)` of `modules/<name>/adapters/inbound/cli.py`.

They are listed without creating or importing what they run: each parameter of `commands` is a function that creates,
when a command runs, what the module's container declares by the parameter's name; `run` runs a coroutine.
"""

from collections.abc import Callable, Coroutine, Mapping
from functools import cache, partial
from inspect import signature
from typing import Any

import typer.main
from typer.core import MarkupMode, TyperGroup

from entrypoints.cli.database_errors import database_errors_reported
from entrypoints.modules import MODULES, module_part
from shared.kernel.values.suggestions import did_you_mean

MARKUP: MarkupMode = None
"""Help and errors are plain text: importing rich took longer than the rest of `--help`."""


class ModuleCommandGroup(TyperGroup):
    """Adds the modules' commands."""

    def invoke(self, ctx: Any) -> Any:
        """Each invocation has a program of its own, with the settings of its environment.

        An error of the database ends it with a sentence.
        """
        _program.cache_clear()
        with database_errors_reported():
            return super().invoke(ctx)

    def list_commands(self, ctx: Any) -> list[str]:
        return [*super().list_commands(ctx), *all_module_commands()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The list shows the first paragraph of the command's help, not the few words that fit on its line."""
        command = super().get_command(ctx, cmd_name) or all_module_commands().get(cmd_name)
        if command is not None and command.help:
            command.short_help = " ".join(command.help.partition("\n\n")[0].split())
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Suggest similar commands for an unknown one, including the modules' commands."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"No such command '{args[0]}'.{did_you_mean(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@cache
def all_module_commands() -> dict[str, Any]:
    """The modules' commands by name. The settings are loaded when a command runs."""
    return {name: command for module in MODULES for name, command in module_commands(module).items()}


def module_commands(module: str) -> Mapping[str, Any]:
    """The commands of one module by name."""
    create = command_factories().get(module)
    return typer.main.get_group(_commands(module, create)).commands if create else {}


def command_factories() -> dict[str, Callable[..., typer.Typer]]:
    """The function `commands` of each module that has one."""
    found = {module: module_part(module, "adapters.inbound.cli") for module in MODULES}
    return {module: part.commands for module, part in found.items() if part is not None}


def command_parameters(module: str) -> list[str]:
    """What the commands of the module need of its container."""
    create = command_factories().get(module)
    return [name for name in signature(create).parameters if name != "run"] if create else []


def _commands(module: str, create: Callable[..., typer.Typer]) -> typer.Typer:
    names = signature(create).parameters
    app = create(**{name: _run if name == "run" else partial(_offer, module, name) for name in names})
    app.rich_markup_mode = MARKUP
    return app


def _offer(module: str, name: str) -> object:
    return _program().offer(module, name, object)


def _run(work: Coroutine[Any, Any, object]) -> object:
    from entrypoints.cli.database_check import require_database

    program = _program()
    try:
        require_database(program.settings())
    except BaseException:
        work.close()
        raise
    return program.run(work)


@cache
def _program() -> Any:
    from entrypoints.cli.environment import settings_or_exit
    from entrypoints.worker_program import WorkerProgram

    return WorkerProgram(settings_or_exit, "tradepost")
