"""The payment provider that the policy asks for."""

from modules.orders.adapters.outbound.no_provider import NoProvider
from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from modules.orders.public import ProviderPolicy


def provider_for(policy: ProviderPolicy) -> StripeGateway | NoProvider:
    if policy.api_key is None:
        return NoProvider()
    return StripeGateway(policy.api_key, policy.webhook_secret or "", policy.api_base)
