"""Types of settings, parsed from text."""

import json
import re
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator

from modules.orders.public import ProviderAdapter
from shared.infra.redis_clients.redis_url import RedisUrl
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.storage.location import parse_location
from shared.kernel.values.currencies import is_currency

STRIPE = "stripe"
"""The name of the payment provider that the settings `TRADEPOST_STRIPE_…` configure."""


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """A flat rate; `price_cents` is gross or net like the shop's prices."""

    code: str
    name: str
    price_cents: int
    tax_rate_bps: int = 2000

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9_-]{1,32}", self.code):
            raise ValueError("a method's code is 1 to 32 of a-z, 0-9, _ and -")
        if self.price_cents < 0 or not 0 <= self.tax_rate_bps <= 10_000:
            raise ValueError("a method's price_cents must not be negative, its tax_rate_bps lies in 0 to 10000")


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """An account at a payment provider under a name of the shop's choice."""

    name: str
    api_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_base: str | None = None
    adapter: ProviderAdapter = "stripe"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_-]{0,31}", self.name):
            raise ValueError("a provider's name is 1 to 32 of a-z, 0-9, _ and -, and begins with a letter")
        if not self.api_key or not self.webhook_secret:
            raise ValueError("a provider's api_key and webhook_secret must not be empty")
        if self.api_base is not None and urlsplit(self.api_base).scheme not in ("http", "https"):
            raise ValueError("a provider's api_base begins with http:// or https://")


def _accounts(values: tuple[ProviderAccount, ...]) -> tuple[ProviderAccount, ...]:
    names = [STRIPE, *(account.name for account in values)]
    if len(set(names)) < len(names):
        raise ValueError(
            f"each provider needs a name of its own; `{STRIPE}` is that of the settings TRADEPOST_STRIPE_…"
        )
    return values


def _password(value: str) -> str:
    if not 8 <= len(value) <= 128:
        raise ValueError("a password has 8 to 128 characters")
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", value):
        raise ValueError("not an e-mail address, like admin@shop.example")
    return value


def _listed(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _decoded(value: object) -> object:
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError("not valid JSON") from error
    return value


def _rate(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,6}/[1-9][0-9]{0,4}", value):
        raise ValueError('write requests per seconds, like "300/60"')
    return value


def _url(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not (parts.netloc or parts.query or parts.path):
            raise ValueError(f"write a URL that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return AfterValidator(check)


def _currency(value: str) -> str:
    if not is_currency(value):
        raise ValueError("not a currency of ISO 4217, like EUR")
    return value


def _postgres_url(value: str) -> str:
    DatabaseUrl.parse(value)
    return value.replace("postgresql+asyncpg:", "postgresql:", 1)


def _storage(value: str) -> str:
    parse_location(value)
    return value


def _redis_url(value: str) -> str:
    RedisUrl.parse(value)
    return value


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        ip_network(value)
    return values


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or value != f"{parts.scheme}://{parts.netloc}" or not parts.hostname:
            raise ValueError("name each origin like https://shop.example; `*` is not one")
        if {"*", "@"} & set(parts.netloc):
            raise ValueError("name each origin like https://shop.example; `*` is not one")
    return values


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError("not a regular expression") from error
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("not a time zone name, like Europe/London") from error
    return value


Texts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
ProviderAccounts = Annotated[tuple[ProviderAccount, ...], BeforeValidator(_decoded), AfterValidator(_accounts)]
ShippingMethods = Annotated[tuple[ShippingMethod, ...], BeforeValidator(_decoded)]
Networks = Annotated[Texts, AfterValidator(_networks)]
Origins = Annotated[Texts, AfterValidator(_origins)]
Password = Annotated[str, AfterValidator(_password)]
EmailAddress = Annotated[str, AfterValidator(_email)]
Rate = Annotated[str, AfterValidator(_rate)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Currency = Annotated[str, AfterValidator(_currency)]
Timezone = Annotated[str, AfterValidator(_timezone)]
PostgresUrl = Annotated[str, AfterValidator(_postgres_url)]
RedisServerUrl = Annotated[str, AfterValidator(_redis_url)]
HttpUrl = Annotated[str, _url("http", "https")]
MAIL_FOLDER = "folder:"
"""In place of an SMTP URL: write mails to the data directory, also in production."""


def _smtp(value: str) -> str:
    if value == MAIL_FOLDER:
        return value
    if not value.startswith(("smtp://", "smtps://")) or not urlsplit(value).netloc:
        raise ValueError(f"write a URL that begins with smtp:// or smtps://, or `{MAIL_FOLDER}`")
    return value


SmtpUrl = Annotated[str, AfterValidator(_smtp)]
StorageUrl = Annotated[str, AfterValidator(_storage)]
