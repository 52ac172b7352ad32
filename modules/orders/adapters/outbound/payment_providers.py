"""Selects the payment provider by the policy."""

from modules.orders.adapters.outbound.no_provider import NullPaymentProvider
from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from modules.orders.public import ProviderPolicy


def provider_for(policy: ProviderPolicy) -> StripeGateway | NullPaymentProvider:
    if policy.api_key is None:
        return NullPaymentProvider()
    return StripeGateway(policy.api_key, policy.webhook_secret or "", policy.api_base)
