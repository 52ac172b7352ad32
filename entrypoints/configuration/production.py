"""Checks for unsafe settings."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from entrypoints.settings import DEVELOPMENT_SECRET, Settings

SHORTEST_SECRET = 32


def unsafe_settings(settings: Settings) -> list[str]:
    """One message per setting that is unsafe in its environment."""
    return [*_secrets(settings), *(_production(settings) if settings.is_production else ())]


def _secrets(settings: Settings) -> Iterator[str]:
    if not settings.secret_keys:
        yield "TRADEPOST_SECRET_KEYS: at least one key is needed"
    if any(len(key) < SHORTEST_SECRET for key in settings.secret_keys):
        yield f"TRADEPOST_SECRET_KEYS: each key must have at least {SHORTEST_SECRET} characters"


def _production(settings: Settings) -> Iterator[str]:
    if DEVELOPMENT_SECRET in settings.secret_keys:
        yield "TRADEPOST_SECRET_KEYS: production needs its own keys"
    if settings.admin_password is not None and len(settings.admin_password) < 12:
        yield "TRADEPOST_ADMIN_PASSWORD: production needs at least 12 characters"
    if settings.smtp_url is None:
        yield (
            "TRADEPOST_SMTP_URL: without a mail server customers get no mail; with `folder:` the mails stay in "
            "TRADEPOST_HOME"
        )
    if settings.rate_limits == "off":
        yield "TRADEPOST_RATE_LIMITS: `off` is for load tests, not for production"
    if settings.idempotency_strict is False:
        yield "TRADEPOST_IDEMPOTENCY_STRICT: production needs keys on stock and money commands"
    if settings.webhooks_allow_private:
        yield "TRADEPOST_WEBHOOKS_ALLOW_PRIVATE: in production webhooks must not go to private addresses"
    if settings.log_level == "debug":
        yield "TRADEPOST_LOG_LEVEL: `debug` is not for production"
    if any(urlsplit(origin).scheme != "https" for origin in settings.cors_origins):
        yield "TRADEPOST_CORS_ORIGINS: in production every origin must begin with https://"
    yield from _payment_providers(settings)


def _payment_providers(settings: Settings) -> Iterator[str]:
    if settings.stripe_api_base and urlsplit(settings.stripe_api_base).scheme != "https":
        yield "TRADEPOST_STRIPE_API_BASE: in production the payment provider must be reached over https://"
    if any(urlsplit(account.api_base or "https:").scheme != "https" for account in settings.payment_providers):
        yield "TRADEPOST_PAYMENT_PROVIDERS: in production each provider must be reached over https://"
    if settings.stripe_api_key and not settings.stripe_webhook_secret:
        yield "TRADEPOST_STRIPE_WEBHOOK_SECRET: must be set if TRADEPOST_STRIPE_API_KEY is set"
