"""Settings that are allowed, but that a shop in production should not have."""

from collections.abc import Iterator
from ipaddress import ip_address

from entrypoints.settings import Settings
from shared.kernel.module import Violation


def settings_warnings(settings: Settings) -> list[Violation]:
    """One for each; the subject is a code that tells a stranger nothing about the servers."""
    return [*(_production(settings) if settings.is_production else _development(settings))]


def _production(settings: Settings) -> Iterator[Violation]:
    if not settings.takes_cards:
        yield Violation(
            "no_payment_provider",
            "customers cannot pay by card: set TRADEPOST_STRIPE_API_KEY or TRADEPOST_PAYMENT_PROVIDERS",
        )
    if settings.mails_to_folder:
        yield Violation(
            "mails_in_folder",
            f"customers get no mail: TRADEPOST_SMTP_URL has it written to {settings.mail_folder}",
        )
    if settings.public_url is None:
        yield Violation(
            "no_public_url", f"links in mails begin with {settings.address}: set TRADEPOST_PUBLIC_URL to the shop's"
        )
    if settings.expose_docs:
        yield Violation(
            "docs_exposed", "any caller can read /api/docs: unset TRADEPOST_EXPOSE_DOCS unless that is wanted"
        )
    if settings.metrics_token is None and not _is_loopback(settings.host):
        yield Violation(
            "no_metrics_token",
            "/metrics answers callers on this machine only: set TRADEPOST_METRICS_TOKEN for a Prometheus elsewhere",
        )


def _development(settings: Settings) -> Iterator[Violation]:
    if not _is_loopback(settings.host):
        yield Violation(
            "development_settings",
            f"a shop with the settings of development listens on {settings.host}: set TRADEPOST_ENV to production",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
