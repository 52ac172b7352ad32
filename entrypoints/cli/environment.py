"""Settings for a command: the program does not start with wrong ones."""

import os
from collections.abc import Mapping

import typer

from entrypoints.configuration.environment import SettingsError, load, present
from entrypoints.settings import Settings


def settings_or_exit(*, servers_follow: bool = False) -> Settings:
    """The settings, or exit code 2 after a line for each mistake.

    Where no server is named, those of the `up` that runs in TRADEPOST_HOME are meant.
    """
    if not servers_follow and not present() & {"DATABASE_URL", "REDIS_URL"}:
        os.environ.update(_running_shop())
    try:
        return load(servers_follow=servers_follow)
    except SettingsError as error:
        for mistake in error.mistakes:
            typer.echo(mistake, err=True)
        raise typer.Exit(2) from None


def settings_of_a_process() -> Settings:
    """The settings of what runs until it is told to stop: what it writes is its user's alone (umask 077)."""
    os.umask(0o077)
    return settings_or_exit()


def _running_shop() -> Mapping[str, str]:
    """Where the servers of the running `up` are; without the extra `embedded` none can run here."""
    try:
        from entrypoints.local.running import told
    except ModuleNotFoundError:
        return {}
    return told()
