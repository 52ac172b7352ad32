"""Everything that can be set from outside, handed in once when a process starts."""

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from entrypoints.configuration.values import (
    EmailAddress,
    HttpUrl,
    Networks,
    Origins,
    Password,
    Pattern,
    PostgresUrl,
    Rate,
    RedisUrl,
    ShippingMethod,
    ShippingMethods,
    SmtpUrl,
    Texts,
    Timezone,
)

DEVELOPMENT_SECRET = "for development only: every copy of this program knows it"  # noqa: S105 refused in production
RELAXED = 20
"""In development a limit that nobody set is this many times the production one."""


def _shop_wide(name: str, description: str, **more: Any) -> Any:
    """A setting whose variable has no prefix, because other programs know it by that name too."""
    return Field(validation_alias=name, description=description, **more)


def _about(description: str, default: Any, **more: Any) -> Any:
    return Field(default, description=description, **more)


def _secret(description: str, default: Any = None) -> Any:
    return Field(default, description=description, repr=False)


class Settings(BaseSettings):
    """One frozen object; the variable of a field is `TRADEPOST_` and its name in capitals.

    Build it by `entrypoints.configuration.environment.load`, which also refuses variables
    that do not exist and what production must not run with. It holds what it is given and
    looks at nothing else: neither at the environment nor at a file.
    """

    model_config = SettingsConfigDict(env_prefix="TRADEPOST_", frozen=True, extra="ignore")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is handed in."""
        return (init_settings,)

    database_url: PostgresUrl = _shop_wide(
        "DATABASE_URL",
        "PostgreSQL 15 or newer, as the program's role; absent: an embedded server under `up`",
        repr=False,
    )
    migration_database_url: PostgresUrl | None = _secret("the same database as its owner, for `migrate`")
    replica_database_url: PostgresUrl | None = _secret("a streaming replica for long reads (not used yet)")
    pool_size: int = _about("database connections per process", 20, ge=1, le=1000)
    pool_overflow: int = _about("further connections while all are busy", 0, ge=0, le=1000)
    redis_url: RedisUrl = _shop_wide(
        "REDIS_URL", "Redis 7 or Valkey, for cache and counters; absent: an embedded server under `up`", repr=False
    )
    broker_url: RedisUrl | None = _secret("Redis or Valkey for the queue; absent: `REDIS_URL`")

    env: Literal["development", "production"] = _about("production refuses development's conveniences", "development")
    secret_keys: Texts = _secret(
        "signing keys, newest first, by comma; at least 32 characters each", (DEVELOPMENT_SECRET,)
    )

    currency: str = _about("the shop's currency, ISO 4217", "GBP", pattern="^[A-Z]{3}$")
    timezone: Timezone = _about(
        "the shop's days in reports begin here; after a change: `tradepost reports rebuild`", "UTC"
    )
    prices_include_tax: bool = _about("prices are gross", default=True)
    shipping_methods: ShippingMethods = _about(
        "JSON list of `{code, name, price_cents, tax_rate_bps}`; the first is the default",
        (ShippingMethod("standard", "Standard", 0),),
        min_length=1,
    )
    sku_pattern: Pattern = _about("what a SKU looks like; wider: `^[A-Z0-9._/-]{1,64}$`", "^[A-Z0-9]{3,20}$")
    max_order_lines: int = _about("lines of one order at most", 100, ge=1, le=1000)
    bulk_order_lines: int = _about("orders of more lines need a coupon; 0: no such rule", 50, ge=0)
    max_unpaid_orders: int = _about("unpaid orders of one customer at most; 0: no such rule", 3, ge=0)
    order_payment_seconds: int = _about("an unpaid order holds its stock this long", 900, ge=1)
    capture: Literal["automatic", "manual"] = _about(
        "take the money when it is authorised, or at the first shipment", "automatic"
    )
    return_window_days: int = _about("a delivered unit may come back this many days", 30, ge=0)
    public_availability_cap: int | None = _about("the public sees at most this many units available", None, ge=1)

    rate_limits: Literal["on", "off"] = _about("`off` for load tests", "on")
    rate_limit_default: Rate | None = _about("a user's requests per seconds", None)
    rate_limit_client: Rate | None = _about("an API client's, unless it has its own", None)
    rate_limit_anonymous: Rate | None = _about("a stranger's reads", None)
    rate_limit_picture: Rate | None = _about("pictures, per caller or address", None)
    rate_limit_token: Rate | None = _about("sign-ins per address and account; mails sent again per order", None)
    rate_limit_token_address: Rate | None = _about("sign-ins per address", None)
    rate_limit_registration: Rate | None = _about("registrations per address", None)
    rate_limit_coupon: Rate | None = _about("orders and quotes that name a coupon, per caller", None)
    rate_limit_provider: Rate | None = _about("word from the payment provider, per address", None)

    idempotency_strict: bool | None = _about(
        "stock and money commands need an `Idempotency-Key`; absent: in production", None
    )
    cors_origins: Origins = _about("origins whose pages may call the API, by comma", ())
    trusted_proxies: Networks = _about("networks whose `X-Forwarded-For` is believed, by comma", ())
    expose_docs: bool | None = _about("serve `/api/docs`; absent: except in production", None)
    metrics_token: str | None = _secret("bearer token for `/metrics`; absent: from loopback only")
    webhooks_private: bool | None = _about("webhooks may go to private addresses; absent: except in production", None)
    public_url: HttpUrl | None = _about("where customers reach the shop; absent: `http://HOST:PORT`", None)
    media_root: Path | None = _about(
        "pictures, one folder for all processes; absent: `media` in `TRADEPOST_HOME`", None
    )

    stripe_api_key: str | None = _secret(
        "the payment provider's; absent: a sandbox under `up`, elsewhere no card payments"
    )
    stripe_api_base: HttpUrl | None = _about("another address of the payment provider", None)
    stripe_webhook_secret: str | None = _secret(
        "what the provider signs its webhooks with; needed beside `TRADEPOST_STRIPE_API_KEY`"
    )
    smtp_url: SmtpUrl | None = _secret("`smtp://user:password@host:port`; absent: kept in `TRADEPOST_HOME`")
    mail_from: str = _about("sender of e-mails", "Tradepost <shop@localhost>", pattern="^[^\r\n]+$")

    log_level: Literal["debug", "info", "warning", "error"] = _about("the least that is logged", "info")
    otlp_endpoint: HttpUrl | None = _about(
        "collector of traces, OTLP over HTTP; needs the extra `otlp`; absent: none", None
    )

    host: str = _about("address that `up` and `serve` listen on", "127.0.0.1")
    port: int = _about("port that `up` and `serve` listen on", 8000, ge=1, le=65535)
    home: Path = _about("data folder of `up`", Path(".tradepost"))
    admin_email: EmailAddress = _about("the first administrator that `up` creates", "admin@tradepost.example")
    admin_password: Password | None = _secret("its password; absent: made up and shown once")
    demo: bool = _about("`0`: `up` fills in no demo data", default=True)
    workers: int = _shop_wide("WORKERS", "API processes", default=1, ge=1, le=64)

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def queue_url(self) -> str:
        return self.broker_url or self.redis_url

    @property
    def owner_database_url(self) -> str:
        """The URL migrations run with: the owner role's, or where there is but one role, that one's."""
        return self.migration_database_url or self.database_url

    @property
    def address(self) -> str:
        """Where customers reach the shop, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def local_address(self) -> str:
        """Where the API of this machine answers, whatever customers call it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 to compare with
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def mail_folder(self) -> Path:
        return self.home / "mail"

    @property
    def media_folder(self) -> Path:
        return self.media_root or self.home / "media"

    @property
    def requires_idempotency_keys(self) -> bool:
        return self.is_production if self.idempotency_strict is None else self.idempotency_strict

    @property
    def shows_docs(self) -> bool:
        return not self.is_production if self.expose_docs is None else self.expose_docs

    @cached_property
    def rates(self) -> dict[str, str]:
        """The limit of each policy, as requests per seconds (`"300/60"`)."""
        return {policy: self._rate(policy, usual) for policy, usual in USUAL_RATES.items()}

    def _rate(self, policy: str, usual: str) -> str:
        requests, seconds = usual.split("/")
        relaxed = usual if self.is_production else f"{int(requests) * RELAXED}/{seconds}"
        chosen: str | None = getattr(self, f"rate_limit_{policy}")
        return chosen or relaxed


USUAL_RATES = {
    "default": "300/60",
    "client": "6000/60",
    "anonymous": "100/60",
    "picture": "1000/60",
    "token": "5/60",
    "token_address": "20/60",
    "registration": "3/60",
    "coupon": "10/60",
    "provider": "6000/60",
}
