"""Settings for a command: the program does not start with wrong ones."""

import os
from collections.abc import Mapping

import typer

from entrypoints.configuration.environment import SettingsError, load, of_this_process, variables
from entrypoints.settings import Settings


def settings_or_exit(*, servers_follow: bool = False) -> Settings:
    """The settings, or exit code 2 after a line for each mistake.

    Where no server is named, the settings are those of the `up` that runs in TRADEPOST_HOME, if one does: a command
    that priced in another currency than the shop beside it would do harm. Variables that say something else are
    named. The parts of the shop are told its servers, and no more than `up` tells them.
    """
    given = of_this_process()
    return _loaded(given if servers_follow else _beside_the_shop(given), servers_follow=servers_follow)


def settings_of_a_process() -> Settings:
    """The settings of what runs until it is told to stop: what it writes is its user's alone (umask 077).

    The environment has them afterwards, for the processes that this one starts.
    """
    os.umask(0o077)
    given = _beside_the_shop(of_this_process())
    for name in variables():
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
    """What is given, or instead what the running `up` has; without the extra `embedded` none can run here."""
    if given.keys() & {"DATABASE_URL", "REDIS_URL"}:
        return given
    try:
        from entrypoints.development.supervisor.running_shop import followed, told
    except ModuleNotFoundError:
        return given
    if not (shop := told(given)):
        return given
    settings, others = followed(shop, given)
    for name in others:
        typer.echo(f"{name}: the running shop has another setting, which is used", err=True)
    return settings
