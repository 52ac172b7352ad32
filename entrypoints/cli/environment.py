"""Loads the settings of a command; invalid settings end the program."""

import os
import warnings
from collections.abc import Callable, Collection, Mapping

import typer

from entrypoints.configuration.environment import (
    SettingsError,
    SettingsWarning,
    is_service_link,
    load,
    merged_variables,
    process_variables,
    setting_variables,
)
from entrypoints.settings import Settings

SERVERS = frozenset({"DATABASE_URL", "REDIS_URL"})
"""If one of them is set, commands use these servers and not the shop that runs in TRADEPOST_HOME."""


def settings_or_exit(*, needs_servers: bool = True) -> Settings:
    """Load the settings; print each error and exit with code 2 if they are invalid.

    If no server is set, use the settings of the `up` that runs in TRADEPOST_HOME, because a command with another
    currency than the running shop would do harm. Variables that differ from the running shop's are reported.
    """
    return _load_or_exit(_with_running_shop(_variables()), servers_pending=not needs_servers)


def settings_with_sources() -> tuple[Settings, Callable[[str], str]]:
    """The settings of `settings_or_exit`, without servers if none is set, and where a variable's value comes from."""
    given = _variables()
    used = _with_running_shop(given)
    environment = merged_variables(os.environ)
    own = given if used is given else given.keys() & _process_settings()

    def source_of(variable: str) -> str:
        if variable not in used:
            return "default"
        if variable not in own:
            return "running shop"
        return "environment" if variable in environment else ".env"

    return _load_or_exit(used, servers_pending=True), source_of


def up_settings() -> Settings:
    """The settings of `up`, which starts the servers that are not set; otherwise like `settings_or_exit`."""
    return _load_or_exit(_variables(), servers_pending=True)


def running_shop_variables(given: Mapping[str, str]) -> Mapping[str, str]:
    """The settings of the `up` that runs in the given TRADEPOST_HOME; empty if none runs.

    Without the extra `embedded` no `up` can run.
    """
    try:
        from entrypoints.development.supervisor.running_shop import running_shop_variables
    except ModuleNotFoundError:
        return {}
    return running_shop_variables(given)


def api_address_or_exit() -> str:
    """The API address of the shop that `settings_or_exit` selects; exit with code 2 if none runs."""
    given = _variables()
    shop = given if given.keys() & SERVERS else running_shop_variables(given)
    if not shop:
        where = up_settings().home
        typer.echo(f"no shop runs in {where}: start one with `tradepost up`, or give its address with --url", err=True)
        raise typer.Exit(2)
    return _load_or_exit(shop).local_address


def process_settings(*, needs_servers: bool = True) -> Settings:
    """The settings of a long-running process. Sets umask 077, so that only the user can read its files.

    Writes the settings to the environment, for the processes that this process starts.
    """
    os.umask(0o077)
    given = _with_running_shop(_variables())
    for name in [each for each, value in os.environ.items() if is_service_link(each.upper(), value)]:
        del os.environ[name]
    for name in setting_variables():
        if name in given:
            os.environ[name] = given[name]
        else:
            os.environ.pop(name, None)
    return _load_or_exit(given, servers_pending=not needs_servers)


def _variables() -> dict[str, str]:
    """The variables of the process; prints a line for each warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SettingsWarning)
        found = process_variables()
    for warning in caught:
        typer.echo(str(warning.message), err=True)
    return found


def _process_settings() -> Collection[str]:
    from entrypoints.development.supervisor.running_shop import PROCESS_SETTINGS

    return PROCESS_SETTINGS


def _load_or_exit(given: Mapping[str, str], *, servers_pending: bool = False) -> Settings:
    try:
        return load(given, servers_pending=servers_pending)
    except SettingsError as error:
        for mistake in error.mistakes:
            typer.echo(mistake, err=True)
        raise typer.Exit(2) from None


def _with_running_shop(given: dict[str, str]) -> dict[str, str]:
    """The given variables, replaced by those of the running `up` if no server is set."""
    if given.keys() & SERVERS or not (shop := running_shop_variables(given)):
        return given
    from entrypoints.development.supervisor.running_shop import with_running_shop

    settings, others = with_running_shop(shop, given)
    for name in others:
        typer.echo(f"{name}: differs from the running shop's setting, which is used instead", err=True)
    return settings
