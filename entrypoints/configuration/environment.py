"""Loads the settings from environment variables and reports all errors at once, by variable.

Only `process_variables` reads the environment of the process; a process calls it once, when it starts.
"""

import os
import warnings
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource

from entrypoints.configuration.production import unsafe_settings
from entrypoints.settings import Settings
from shared.kernel.values.suggestions import nearest

PENDING = {"DATABASE_URL": "postgresql://pending", "REDIS_URL": "redis://pending"}

RENAMED = {"TRADEPOST_WEBHOOKS_PRIVATE": "TRADEPOST_WEBHOOKS_ALLOW_PRIVATE"}
"""Variables that are still read by their old name, with a warning, for one release."""


class SettingsError(Exception):
    """The settings are invalid; the message has one line per error."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def setting_variables() -> dict[str, str]:
    """Maps the variable of each setting to its field."""
    prefix = Settings.model_config["env_prefix"]
    return {
        str(field.validation_alias or f"{prefix}{name}".upper()): name for name, field in Settings.model_fields.items()
    }


def merged_variables(environment: Mapping[str, str], file: Path | None = None) -> dict[str, str]:
    """The variables that are set and not empty, by upper-case name; the environment overrides the file."""
    filed = {} if file is None else DotEnvSettingsSource(Settings, env_file=file, env_file_encoding="utf-8").env_vars
    return {**_upper(filed), **_upper(environment)}


def process_variables() -> dict[str, str]:
    """The variables of this process: its environment and the file `.env` of the working directory."""
    return merged_variables(os.environ, Path(".env"))


def load(variables_given: Mapping[str, str], *, servers_pending: bool = False) -> Settings:
    """Create the settings from variables. Raises SettingsError.

    `servers_pending` allows missing server URLs, for a caller that starts the servers itself.
    """
    variables = {**(PENDING if servers_pending else {}), **merged_variables(variables_given)}
    mistakes = [*_unknown(variables)]
    fields: dict[str, Any] = {
        variable if Settings.model_fields[name].validation_alias else name: variables[variable]
        for variable, name in setting_variables().items()
        if variable in variables
    }
    try:
        settings = Settings(**fields)
    except ValidationError as error:
        raise SettingsError([*mistakes, *map(_message, error.errors(include_input=False))]) from None
    mistakes += [*unsafe_settings(settings), *_missing(settings)]
    if mistakes:
        raise SettingsError(mistakes)
    return settings


def _upper(named: Mapping[str, str | None]) -> dict[str, str]:
    given = {name.upper(): value for name, value in named.items() if value}
    for old, new in RENAMED.items():
        if old in given:
            warnings.warn(f"{old} is deprecated: use {new}", FutureWarning, stacklevel=2)
            given.setdefault(new, given.pop(old))
    return given


def _missing(settings: Settings) -> Iterator[str]:
    """Settings that need an extra which is not installed."""
    if settings.otlp_endpoint is not None and not _is_installed("opentelemetry.exporter.otlp.proto.http"):
        yield "TRADEPOST_OTLP_ENDPOINT: needs the extra `otlp`"


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except (ModuleNotFoundError, ValueError):
        return False


def _unknown(variables: Mapping[str, str]) -> Iterator[str]:
    known = setting_variables()
    for name in sorted(variables.keys() - known.keys()):
        if name.startswith("TRADEPOST_"):
            close = nearest(name, known, cutoff=0.5)
            yield f"{name}: unknown setting{f'; did you mean {close}?' if close else ''}"


def _message(error: Mapping[str, Any]) -> str:
    field, *path = error["loc"]
    by_field = {name: variable for variable, name in setting_variables().items()}
    where = ".".join(str(part) for part in path)
    name = by_field.get(str(field), str(field))
    if error["type"] == "missing":
        return f"{name}: must be set (only `tradepost up` starts its own servers)"
    return f"{name}{f' ({where})' if where else ''}: {error['msg'].removeprefix('Value error, ')}"
