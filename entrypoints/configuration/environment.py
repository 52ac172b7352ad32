"""Loads the settings from environment variables and reports all errors at once, by variable.

Only `process_variables` reads the environment of the process; a process calls it once, when it starts.
"""

import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
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


_LINK_NAME = re.compile(
    r"TRADEPOST_(\w+_)?(SERVICE_(HOST|PORT(_\w+)?)|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
_LINK_VALUE = re.compile("(tcp|udp|sctp)://")


class SettingsWarning(UserWarning):
    """Variables that are ignored, or read by an old name."""


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
    settings, invalid = _validated(fields)
    mistakes += map(_message, invalid)
    reported = {mistake.partition(":")[0] for mistake in mistakes}
    unsafe = (*unsafe_settings(settings), *_missing(settings))
    mistakes += [mistake for mistake in unsafe if mistake.partition(":")[0] not in reported]
    if mistakes:
        raise SettingsError(mistakes)
    return settings


def _validated(fields: Mapping[str, Any]) -> tuple[Settings, Sequence[Mapping[str, Any]]]:
    """The settings, with the default instead of each invalid value, and the errors."""
    try:
        return Settings(**fields), ()
    except ValidationError as error:
        errors = error.errors(include_input=False)
    wrong = {each["loc"][0] for each in errors}
    return Settings(**{**PENDING, **{name: value for name, value in fields.items() if name not in wrong}}), errors


def is_service_link(name: str, value: str) -> bool:
    """Whether Kubernetes sets the variable in each pod for a service whose name begins with `tradepost`."""
    if name.endswith("PORT") and _LINK_VALUE.match(value):
        return name.startswith("TRADEPOST_")
    return _LINK_NAME.fullmatch(name) is not None


def _without_service_links(given: Mapping[str, str]) -> dict[str, str]:
    links = {name for name, value in given.items() if is_service_link(name, value)}
    if links:
        warnings.warn(
            f"ignored, because Kubernetes sets them for a service: {', '.join(sorted(links))}; `enableServiceLinks: "
            "false` in the pod omits them",
            SettingsWarning,
            stacklevel=2,
        )
    return {name: value for name, value in given.items() if name not in links}


def _upper(named: Mapping[str, str | None]) -> dict[str, str]:
    given = _without_service_links({name.upper(): value for name, value in named.items() if value})
    for old, new in RENAMED.items():
        if old in given:
            warnings.warn(f"{old} is deprecated: use {new}", SettingsWarning, stacklevel=2)
            given.setdefault(new, given.pop(old))
    return given


def _missing(settings: Settings) -> Iterator[str]:
    """Settings that need an extra which is not installed."""
    if settings.otlp_endpoint is not None and not _is_installed("opentelemetry.exporter.otlp.proto.http"):
        yield "TRADEPOST_OTLP_ENDPOINT: needs the extra `otlp`"
    if settings.sentry_dsn is not None and not _is_installed("sentry_sdk"):
        yield "TRADEPOST_SENTRY_DSN: needs the extra `sentry`"
    storages = {"TRADEPOST_BACKUP_URL": settings.backup_url, "TRADEPOST_STORAGE_URL": settings.storage_url}
    for name, url in storages.items():
        if url is not None and url.startswith("s3:") and not _is_installed("obstore"):
            yield f"{name}: s3:// needs the extra `s3`"


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
