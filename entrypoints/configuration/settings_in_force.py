"""The settings that are in force, where each comes from, and no secret among them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from entrypoints.configuration.environment import PENDING, setting_variables
from entrypoints.settings import Settings

MASK = "********"
SERVERS = ("postgresql", "postgres", "redis", "rediss", "valkey", "smtp", "smtps")
"""Schemes of secret URLs that are shown without their passwords; all else in a secret is masked."""

EFFECTIVE: Mapping[str, Callable[[Settings], object]] = {
    "broker_url": lambda settings: settings.queue_url,
    "expose_docs": lambda settings: settings.shows_docs,
    "idempotency_strict": lambda settings: settings.requires_idempotency_keys,
    "webhooks_allow_private": lambda settings: not settings.is_production,
    "public_url": lambda settings: settings.address,
    "media_root": lambda settings: settings.media_folder,
}
"""What holds if the setting is not set."""


class SettingInForce(NamedTuple):
    variable: str
    value: str
    source: str


def settings_in_force(settings: Settings, source_of: Callable[[str], str]) -> Sequence[SettingInForce]:
    """`source_of` names where the value of a variable comes from."""
    return [
        SettingInForce(variable, _shown(settings, name), source_of(variable))
        for variable, name in setting_variables().items()
    ]


def without_passwords(url: str) -> str:
    """The URL with its passwords masked."""
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    name, colon, _ = user.partition(":")
    given = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(key, MASK if "password" in key else value) for key, value in given], safe="*/:,")
    shown = f"{name}{colon and f':{MASK}'}{at}{place}"
    return f"{parts.scheme}://{shown}{parts.path}{f'?{query}' if query else ''}"


def _shown(settings: Settings, name: str) -> str:
    value: Any = getattr(settings, name)
    is_secret = not Settings.model_fields[name].repr
    if value is None and name.startswith("rate_limit_"):
        value = settings.rates[name.removeprefix("rate_limit_")]
    elif value is None and name in EFFECTIVE:
        value = EFFECTIVE[name](settings)
    if value is None or value == () or value in PENDING.values():
        return ""
    if is_secret and not str(value).startswith(tuple(f"{scheme}://" for scheme in SERVERS)):
        return MASK
    if isinstance(value, str) and "://" in value:
        return without_passwords(value)
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
