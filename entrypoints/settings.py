"""The program's settings, loaded once when a process starts."""

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from entrypoints.configuration.setting_types import (
    MAIL_FOLDER,
    Currency,
    EmailAddress,
    HttpUrl,
    Networks,
    Origins,
    Password,
    Pattern,
    PostgresUrl,
    ProviderAccounts,
    Rate,
    RedisServerUrl,
    ShippingMethod,
    ShippingMethods,
    SmtpUrl,
    StorageUrl,
    Texts,
    Timezone,
)
from entrypoints.configuration.usual_rates import RELAXED, USUAL_RATES
from modules.inventory.public import DEFAULT_SKU_PATTERN

DEVELOPMENT_SECRET = "for development only: every copy of this program knows it"  # noqa: S105 refused in production


def _unprefixed(name: str, description: str, **more: Any) -> Any:
    """A setting whose variable has no prefix, because other programs use the same name."""
    return Field(validation_alias=name, description=description, **more)


def _setting(description: str, default: Any, **more: Any) -> Any:
    return Field(default, description=description, **more)


def _secret(description: str, default: Any = None) -> Any:
    return Field(default, description=description, repr=False)


class Settings(BaseSettings):
    """Immutable settings. A field's variable is `TRADEPOST_` and its name in upper case.

    Create it with `entrypoints.configuration.environment.load`, which also rejects unknown variables and unsafe
    settings. The class itself reads neither the environment nor a file.
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
        """Use only the arguments."""
        return (init_settings,)

    database_url: PostgresUrl = _unprefixed(
        "DATABASE_URL",
        "PostgreSQL 15 or newer, with the program's role; default under `up`: an embedded server",
        repr=False,
    )
    direct_database_url: PostgresUrl | None = _secret(
        "the server itself, if `DATABASE_URL` is PgBouncer in transaction mode; with the program's role"
    )
    migration_database_url: PostgresUrl | None = _secret("the same database with the owner's role, for `migrate`")
    replica_database_url: PostgresUrl | None = _secret("a streaming replica; so far only its delay is watched")
    pool_size: int = _setting("database connections per process", 20, ge=1, le=1000)
    pool_overflow: int = _setting("additional connections while all are busy", 0, ge=0, le=1000)
    redis_url: RedisServerUrl = _unprefixed(
        "REDIS_URL", "Redis 7 or Valkey, for cache and counters; default under `up`: an embedded server", repr=False
    )
    broker_url: RedisServerUrl | None = _secret("Redis or Valkey for the queue; default: `REDIS_URL`")

    env: Literal["development", "production"] = _setting("production rejects unsafe settings", "development")
    secret_keys: Texts = _secret(
        "signing keys, newest first, separated by commas; at least 32 characters each", (DEVELOPMENT_SECRET,)
    )

    currency: Currency = _setting("the shop's currency, ISO 4217", "GBP")
    timezone: Timezone = _setting(
        "time zone of the days in reports; after a change run `tradepost reports rebuild`", "UTC"
    )
    prices_include_tax: bool = _setting("prices include tax", default=True)
    shipping_methods: ShippingMethods = _setting(
        "JSON list of `{code, name, price_cents, tax_rate_bps}`; the first is the default",
        (ShippingMethod("standard", "Standard", 0),),
        min_length=1,
    )
    sku_pattern: Pattern = _setting("pattern of SKUs; a wider one: `^[A-Z0-9._/-]{1,64}$`", DEFAULT_SKU_PATTERN)
    max_order_lines: int = _setting("maximum lines per order", 100, ge=1, le=1000)
    bulk_order_lines: int = _setting("orders with more lines need a coupon; 0 disables the rule", 50, ge=0)
    max_unpaid_orders: int = _setting("maximum unpaid orders per customer; 0 disables the rule", 3, ge=0)
    order_payment_seconds: int = _setting("seconds for which an unpaid order reserves its stock", 900, ge=1)
    capture: Literal["automatic", "manual"] = _setting(
        "capture payments when they are authorized, or at the first shipment", "automatic"
    )
    return_window_days: int = _setting("days in which a delivered unit can be returned", 30, ge=0)
    public_availability_cap: int | None = _setting("maximum available units shown to the public", None, ge=1)

    rate_limits: Literal["on", "off"] = _setting("`off` for load tests", "on")
    rate_limit_default: Rate | None = _setting("requests per seconds of a user", None)
    rate_limit_client: Rate | None = _setting("of an API key, unless it has its own limit", None)
    rate_limit_anonymous: Rate | None = _setting("reads of an anonymous caller", None)
    rate_limit_picture: Rate | None = _setting("pictures, per caller or address", None)
    rate_limit_token: Rate | None = _setting("sign-ins per address and account; resent e-mails per order", None)
    rate_limit_token_address: Rate | None = _setting("sign-ins per address", None)
    rate_limit_registration: Rate | None = _setting("registrations per address", None)
    rate_limit_coupon: Rate | None = _setting("orders and quotes with a coupon, per caller", None)
    rate_limit_provider: Rate | None = _setting("webhooks of the payment provider, per address", None)

    idempotency_strict: bool | None = _setting(
        "stock and payment commands need an `Idempotency-Key`; default: only in production", None
    )
    cors_origins: Origins = _setting("allowed CORS origins, separated by commas", ())
    trusted_proxies: Networks = _setting("networks whose `X-Forwarded-For` is trusted, separated by commas", ())
    expose_docs: bool | None = _setting("serve `/api/docs`; default: except in production", None)
    metrics_token: str | None = _secret("bearer token for `/metrics`; default: access from loopback only")
    metrics_port: int | None = _setting(
        "port of `/metrics`, `/health` and `/ready` of worker, relay and scheduler; default: a free one each under "
        "`up`, otherwise none; the API has them on its own port",
        None,
        ge=1,
        le=65535,
    )
    webhooks_allow_private: bool | None = _setting(
        "webhooks may go to private addresses; default: except in production", None
    )
    public_url: HttpUrl | None = _setting("the shop's public URL; default: `http://HOST:PORT`", None)
    media_root: Path | None = _setting(
        "folder for pictures, shared by all processes; default: `media` in `TRADEPOST_HOME`", None
    )
    storage_url: StorageUrl | None = _secret(
        "where pictures are stored: `file:///FOLDER` or `s3://BUCKET/PREFIX`; default: `TRADEPOST_MEDIA_ROOT`"
    )

    backup_url: StorageUrl | None = _secret(
        "where the embedded server's backups are stored: `file:///FOLDER` or `s3://BUCKET/PREFIX`; default: no backups"
    )
    backup_keep_days: int = _setting("days of which every instant can be restored", 14, ge=1)

    stripe_api_key: str | None = _secret(
        "API key of the payment provider; default: a sandbox under `up`, otherwise no card payments"
    )
    stripe_api_base: HttpUrl | None = _setting("base URL of the payment provider's API", None)
    stripe_webhook_secret: str | None = _secret(
        "secret of the provider's webhooks; required with `TRADEPOST_STRIPE_API_KEY`"
    )
    payment_providers: ProviderAccounts = _secret(
        "further payment providers: JSON list of `{name, adapter, api_key, webhook_secret, api_base}`; each sends its "
        "webhooks to `/v1/payments/webhooks/NAME`",
        (),
    )
    smtp_url: SmtpUrl | None = _secret(
        "`smtp://user:password@host:port`; `folder:` writes e-mails to `TRADEPOST_HOME`, the default except in "
        "production"
    )
    mail_from: str = _setting("sender of e-mails", "Tradepost <shop@localhost>", pattern="^[^\r\n]+$")

    log_level: Literal["debug", "info", "warning", "error"] = _setting("minimum log level", "info")
    otlp_endpoint: HttpUrl | None = _setting(
        "trace collector, OTLP over HTTP; needs the extra `otlp`; default: no tracing", None
    )
    sentry_dsn: HttpUrl | None = _secret("where errors are reported, a DSN of Sentry; needs the extra `sentry`")

    host: str = _setting("listen address", "127.0.0.1")
    port: int = _setting("listen port of `up` and `serve`", 8000, ge=1, le=65535)
    home: Path = _setting("data directory of `up`", Path(".tradepost"))
    admin_email: EmailAddress = _setting(
        "e-mail address of the administrator that `up` creates", "admin@tradepost.example"
    )
    admin_password: Password | None = _secret("the administrator's password; default: generated and shown once")
    demo: bool = _setting("whether `up` loads demo data", default=True)
    workers: int = _unprefixed("WORKERS", "API processes", default=1, ge=1, le=64)

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def takes_cards(self) -> bool:
        return self.stripe_api_key is not None or bool(self.payment_providers)

    @property
    def queue_url(self) -> str:
        return self.broker_url or self.redis_url

    @property
    def owner_database_url(self) -> str:
        """The URL for migrations: the owner role's if set, otherwise the program's, of the server itself."""
        return self.migration_database_url or self.direct_database_url or self.database_url

    @property
    def address(self) -> str:
        """The shop's public URL, without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def local_address(self) -> str:
        """The URL of the API on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 compared only
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def mails_to_folder(self) -> bool:
        return self.smtp_url in (None, MAIL_FOLDER)

    @property
    def mail_folder(self) -> Path:
        return self.home / "mail"

    @property
    def picture_storage_url(self) -> str:
        return self.storage_url or self.media_folder.absolute().as_uri()

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
