"""The payment providers: to add one, write its adapter in a folder of its own and enter it in ADAPTERS."""

from collections.abc import Callable, Mapping, Sequence

from modules.orders.adapters.outbound.no_provider import NullPaymentProvider
from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from modules.orders.ports.payments.payment_provider import PaymentProvider
from modules.orders.public import ProviderAccount, ProviderPolicy


def _stripe(account: ProviderAccount) -> PaymentProvider:
    return StripeGateway(account.api_key, account.webhook_secret, account.api_base)


ADAPTERS: Mapping[str, Callable[[ProviderAccount], PaymentProvider]] = {"stripe": _stripe}
"""What an account's `adapter` creates. Several accounts may use one adapter under different names."""


class PaymentProviderRegistry:
    def __init__(self, providers: Mapping[str, PaymentProvider]) -> None:
        self._providers = providers
        self._missing = NullPaymentProvider()

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._providers)

    def named(self, name: str | None) -> PaymentProvider:
        return self._providers.get(name, self._missing) if name is not None else self._missing

    async def close(self) -> None:
        for provider in self._providers.values():
            await provider.close()


def create_providers(policy: ProviderPolicy) -> PaymentProviderRegistry:
    return PaymentProviderRegistry({account.name: ADAPTERS[account.adapter](account) for account in policy.accounts})
