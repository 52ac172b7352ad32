"""From variables to settings: every mistake at once, each by the name of its variable.

Nothing here looks at the environment of the process. Whoever starts a process does, once, by `process_variables`.
"""

import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource

from entrypoints.configuration.production import unsafe_settings
from entrypoints.settings import Settings
from shared.kernel.suggestions import nearest

PENDING = {"DATABASE_URL": "postgresql://pending", "REDIS_URL": "redis://pending"}


class SettingsError(Exception):
    """The environment cannot be worked with; one line of the message for each mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def setting_variables() -> dict[str, str]:
    """The variable of each setting → the setting's field."""
    prefix = Settings.model_config["env_prefix"]
    return {
        str(field.validation_alias or f"{prefix}{name}".upper()): name for name, field in Settings.model_fields.items()
    }


def merged_variables(environment: Mapping[str, str], file: Path | None = None) -> dict[str, str]:
    """The variables that are set and not empty, by their names in capitals; the environment wins over the file."""
    filed = {} if file is None else DotEnvSettingsSource(Settings, env_file=file, env_file_encoding="utf-8").env_vars
    return {**_upper(filed), **_upper(environment)}


def process_variables() -> dict[str, str]:
    """What this process was given: its environment, and `.env` where it was started."""
    return merged_variables(os.environ, Path(".env"))


def load(variables_given: Mapping[str, str], *, servers_follow: bool = False) -> Settings:
    """The settings that these variables make.

    `servers_follow` is for who starts the servers itself and only then knows their URLs.
    Raises SettingsError.
    """
    told = {**(PENDING if servers_follow else {}), **merged_variables(variables_given)}
    mistakes = [*_unknown(told)]
    fields: dict[str, Any] = {
        variable if Settings.model_fields[name].validation_alias else name: told[variable]
        for variable, name in setting_variables().items()
        if variable in told
    }
    try:
        settings = Settings(**fields)
    except ValidationError as error:
        raise SettingsError([*mistakes, *map(_sentence, error.errors(include_input=False))]) from None
    mistakes += [*unsafe_settings(settings), *_missing(settings)]
    if mistakes:
        raise SettingsError(mistakes)
    return settings


def _upper(named: Mapping[str, str | None]) -> dict[str, str]:
    return {name.upper(): value for name, value in named.items() if value}


def _missing(settings: Settings) -> Iterator[str]:
    """What a setting needs that is not installed."""
    if settings.otlp_endpoint is not None and not _is_installed("opentelemetry.exporter.otlp.proto.http"):
        yield "TRADEPOST_OTLP_ENDPOINT: needs the extra `otlp`"


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def _unknown(told: Mapping[str, str]) -> Iterator[str]:
    known = setting_variables()
    for name in sorted(told.keys() - known.keys()):
        if name.startswith("TRADEPOST_"):
            close = nearest(name, known, cutoff=0.5)
            yield f"{name}: there is no such setting{f'; did you mean {close}?' if close else ''}"


def _sentence(error: Mapping[str, Any]) -> str:
    field, *path = error["loc"]
    by_field = {name: variable for variable, name in setting_variables().items()}
    where = ".".join(str(part) for part in path)
    name = by_field.get(str(field), str(field))
    if error["type"] == "missing":
        return f"{name}: must be set (only `tradepost up` brings its own servers)"
    return f"{name}{f' ({where})' if where else ''}: {error['msg'].removeprefix('Value error, ')}"
