"""Settings for a command: the program does not start with wrong ones."""

import os
from collections.abc import Mapping

import typer

from entrypoints.configuration.environment import SettingsError, load, process_variables, setting_variables
from entrypoints.settings import Settings

SERVERS = frozenset({"DATABASE_URL", "REDIS_URL"})
"""Whoever names one of them means the shop of these servers, not the one that runs in TRADEPOST_HOME."""


def settings_or_exit(*, needs_servers: bool = True) -> Settings:
    """The settings, or exit code 2 after a line for each mistake.

    Where no server is named, the settings are those of the `up` that runs in TRADEPOST_HOME, if one does: a command
    that priced in another currency than the shop beside it would do harm. Variables that say something else are
    named. The parts of the shop are told its servers, and no more than `up` tells them.
    """
    return _loaded(_beside_the_shop(process_variables()), servers_follow=not needs_servers)


def up_settings() -> Settings:
    """The settings of `up` itself, which brings the servers that are not named; else as `settings_or_exit`."""
    return _loaded(process_variables(), servers_follow=True)


def running_shop_variables(given: Mapping[str, str]) -> Mapping[str, str]:
    """The settings of the `up` that runs in the TRADEPOST_HOME of these variables; none when none runs there.

    Without the extra `embedded` none can run here.
    """
    try:
        from entrypoints.development.supervisor.running_shop import running_shop_variables
    except ModuleNotFoundError:
        return {}
    return running_shop_variables(given)


def api_address_or_exit() -> str:
    """Where the API of the shop answers that `settings_or_exit` is about; exit code 2 after a sentence if none runs."""
    given = process_variables()
    shop = given if given.keys() & SERVERS else running_shop_variables(given)
    if not shop:
        where = up_settings().home
        typer.echo(f"no shop runs in {where}: start one with `tradepost up`, or name its address by --url", err=True)
        raise typer.Exit(2)
    return _loaded(shop).local_address


def process_settings() -> Settings:
    """The settings of what runs until it is told to stop: what it writes is its user's alone (umask 077).

    The environment has them afterwards, for the processes that this one starts.
    """
    os.umask(0o077)
    given = _beside_the_shop(process_variables())
    for name in setting_variables():
        if name in given:
            os.environ[name] = given[name]
        else:
            os.environ.pop(name, None)
    return _loaded(given)


def _loaded(given: Mapping[str, str], *, servers_follow: bool = False) -> Settings:
    try:
        return load(given, servers_follow=servers_follow)
    except SettingsError as error:
        for mistake in error.mistakes:
            typer.echo(mistake, err=True)
        raise typer.Exit(2) from None


def _beside_the_shop(given: dict[str, str]) -> dict[str, str]:
    """What is given, or instead what the running `up` has."""
    if given.keys() & SERVERS or not (shop := running_shop_variables(given)):
        return given
    from entrypoints.development.supervisor.running_shop import with_running_shop

    settings, others = with_running_shop(shop, given)
    for name in others:
        typer.echo(f"{name}: the running shop has another setting, which is used", err=True)
    return settings
