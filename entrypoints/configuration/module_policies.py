"""Creates each module's policy from the settings."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import version

from entrypoints.configuration.development_secrets import DEVELOPMENT_KEY, DevelopmentSecrets
from entrypoints.configuration.setting_types import STRIPE
from entrypoints.settings import Settings
from modules.inventory.public import InventoryPolicy
from modules.notifications.public import MailPolicy
from modules.orders.public import OrderPolicy, ProviderAccount, ProviderPolicy, ShippingMethod
from modules.reports.public import ReportPolicy
from modules.users.public import UserPolicy
from modules.webhooks.public import WebhookPolicy


def derive_keys(purpose: str, secrets: Sequence[str]) -> tuple[str, ...]:
    """Derive one key per purpose, so that a signature for one purpose is invalid for another."""
    return tuple(hmac.digest(secret.encode(), purpose.encode(), "sha256").hex() for secret in secrets)


def user_policy(settings: Settings) -> UserPolicy:
    return UserPolicy(
        signing_keys=derive_keys("access-tokens", settings.secret_keys),
        key_prefix="sk_" if settings.is_production else "sk_dev_",
    )


def inventory_policy(settings: Settings) -> InventoryPolicy:
    return InventoryPolicy(
        sku_pattern=settings.sku_pattern,
        currency=settings.currency,
        public_availability_cap=settings.public_availability_cap,
        picture_storage_url=settings.picture_storage_url,
    )


def order_policy(settings: Settings) -> OrderPolicy:
    return OrderPolicy(
        currency=settings.currency,
        shipping_methods=tuple(
            ShippingMethod(
                code=method.code, name=method.name, price_cents=method.price_cents, tax_rate_bps=method.tax_rate_bps
            )
            for method in settings.shipping_methods
        ),
        guest_keys=derive_keys("guest-orders", settings.secret_keys),
        prices_include_tax=settings.prices_include_tax,
        max_order_lines=settings.max_order_lines,
        bulk_order_lines=settings.bulk_order_lines,
        max_unpaid_orders=settings.max_unpaid_orders,
        payment_seconds=settings.order_payment_seconds,
        payment_providers=tuple(account.name for account in provider_policy(settings).accounts),
        return_window_days=settings.return_window_days,
        capture_immediately=settings.capture == "automatic",
        sku_pattern=settings.sku_pattern,
    )


def provider_policy(settings: Settings) -> ProviderPolicy:
    """The provider of the settings `TRADEPOST_STRIPE_…` first, then the named ones."""
    first: Sequence[ProviderAccount] = ()
    if (key := settings.stripe_api_key) is not None:
        first = [
            ProviderAccount(
                name=STRIPE,
                api_key=key,
                webhook_secret=settings.stripe_webhook_secret or "",
                api_base=settings.stripe_api_base,
            )
        ]
    named = (
        ProviderAccount(
            name=each.name,
            api_key=each.api_key,
            webhook_secret=each.webhook_secret,
            api_base=each.api_base,
            adapter=each.adapter,
        )
        for each in settings.payment_providers
    )
    return ProviderPolicy((*first, *named))


def mail_policy(settings: Settings) -> MailPolicy:
    return MailPolicy(
        sender=settings.mail_from,
        shop_url=settings.address,
        folder=settings.mail_folder,
        smtp_url=None if settings.mails_to_folder else settings.smtp_url,
    )


def webhook_policy(settings: Settings) -> WebhookPolicy:
    private = settings.webhooks_allow_private
    return WebhookPolicy(
        keys=derive_keys("webhook-secrets", settings.secret_keys),
        version=version("tradepost"),
        shop_url=settings.address,
        plain_http=not settings.is_production,
        private_receivers=not settings.is_production if private is None else private,
        kept_key=partial(DevelopmentSecrets(settings.home).get, DEVELOPMENT_KEY),
    )


def report_policy(settings: Settings) -> ReportPolicy:
    return ReportPolicy(currency=settings.currency, timezone=settings.timezone)


POLICIES: Mapping[type, Callable[[Settings], object]] = {
    UserPolicy: user_policy,
    InventoryPolicy: inventory_policy,
    OrderPolicy: order_policy,
    ProviderPolicy: provider_policy,
    MailPolicy: mail_policy,
    WebhookPolicy: webhook_policy,
    ReportPolicy: report_policy,
}
"""A module's container that depends on one of these classes gets what the function creates."""
