"""From the environment to settings: every mistake at once, each by the name of its variable."""

import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource

from entrypoints.configuration.production import refusals
from entrypoints.settings import Settings
from shared.kernel.suggestions import nearest

PENDING = {"DATABASE_URL": "postgresql://pending", "REDIS_URL": "redis://pending"}


class SettingsError(Exception):
    """The environment cannot be worked with; one line of the message for each mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def variables() -> dict[str, str]:
    """The variable of each setting → the setting's field."""
    prefix = Settings.model_config["env_prefix"]
    return {
        str(field.validation_alias or f"{prefix}{name}".upper()): name for name, field in Settings.model_fields.items()
    }


def load(*, servers_follow: bool = False, file: bool = True) -> Settings:
    """Read the environment and, unless `file` is False, `.env`.

    `servers_follow` is for who starts the servers itself and only then knows their URLs.
    Raises SettingsError.
    """
    pending: dict[str, Any] = {name: url for name, url in PENDING.items() if servers_follow and name not in present()}
    mistakes = [*_unknown()]
    try:
        settings = Settings(**pending) if file else Settings(_env_file=None, **pending)
    except ValidationError as error:
        raise SettingsError([*mistakes, *map(_sentence, error.errors(include_input=False))]) from None
    mistakes += [*refusals(settings), *_missing(settings)]
    if mistakes:
        raise SettingsError(mistakes)
    return settings


def given() -> dict[str, str]:
    """The variables that are set, here or in `.env`, and not empty."""
    filed = {name.upper(): value for name, value in DotEnvSettingsSource(Settings).env_vars.items()}
    return {name: value for name, value in {**filed, **os.environ}.items() if value}


def present() -> set[str]:
    """Their names."""
    return set(given())


def _missing(settings: Settings) -> Iterator[str]:
    """What a setting needs that is not installed."""
    if settings.otlp_endpoint is not None and not _is_installed("opentelemetry.exporter.otlp.proto.http"):
        yield "TRADEPOST_OTLP_ENDPOINT: needs the extra `otlp`"


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def _unknown() -> Iterator[str]:
    known = variables()
    for name in sorted(present() - known.keys()):
        if name.startswith("TRADEPOST_"):
            close = nearest(name, known, cutoff=0.5)
            yield f"{name}: there is no such setting{f'; did you mean {close}?' if close else ''}"


def _sentence(error: Mapping[str, Any]) -> str:
    field, *path = error["loc"]
    by_field = {name: variable for variable, name in variables().items()}
    where = ".".join(str(part) for part in path)
    name = by_field.get(str(field), str(field))
    if error["type"] == "missing":
        return f"{name}: must be set (only `tradepost up` brings its own servers)"
    return f"{name}{f' ({where})' if where else ''}: {error['msg'].removeprefix('Value error, ')}"
