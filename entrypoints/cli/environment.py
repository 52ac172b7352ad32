"""Settings for a command: the program does not start with wrong ones."""

import os
from collections.abc import Mapping

import typer

from entrypoints.configuration.environment import SettingsError, load, present
from entrypoints.settings import Settings


def settings_or_exit(*, servers_follow: bool = False) -> Settings:
    """The settings, or exit code 2 after a line for each mistake.

    Where no server is named, the settings are those of the `up` that runs in TRADEPOST_HOME, if one does: a command
    that priced in another currency than the shop beside it would do harm. Variables that say something else are
    named. The parts of the shop are told its servers, and no more than `up` tells them.
    """
    shop = {} if servers_follow or present() & {"DATABASE_URL", "REDIS_URL"} else _running_shop()
    if shop:
        _follow(shop)
    try:
        return load(servers_follow=servers_follow, file=not shop)
    except SettingsError as error:
        for mistake in error.mistakes:
            typer.echo(mistake, err=True)
        raise typer.Exit(2) from None


def settings_of_a_process() -> Settings:
    """The settings of what runs until it is told to stop: what it writes is its user's alone (umask 077)."""
    os.umask(0o077)
    return settings_or_exit()


def _running_shop() -> Mapping[str, str]:
    """The settings of the running `up`; without the extra `embedded` none can run here."""
    try:
        from entrypoints.local.running import told
    except ModuleNotFoundError:
        return {}
    return told()


def _follow(shop: Mapping[str, str]) -> None:
    from entrypoints.local.running import follow

    for name in follow(shop):
        typer.echo(f"{name}: the running shop has another setting, which is used", err=True)
