"""The registry of payment providers: to add one, write its adapter in a folder of its own, and enter it in ADAPTERS and
in `ProviderAdapter` (`modules/orders/public/policy.py`).
"""

from collections.abc import Callable, Mapping, Sequence

from modules.orders.adapters.outbound.no_provider import NullPaymentProvider
from modules.orders.ports.payments.payment_provider import PaymentProvider, PaymentProviders
from modules.orders.public import ProviderAccount, ProviderAdapter, ProviderPolicy


def _stripe(account: ProviderAccount) -> PaymentProvider:
    from modules.orders.adapters.outbound.stripe.gateway import (  # noqa: PLC0415 loads the SDK when it is used
        StripeGateway,
    )

    return StripeGateway(account.api_key, account.webhook_secret, account.api_base)


ADAPTERS: Mapping[ProviderAdapter, Callable[[ProviderAccount], PaymentProvider]] = {"stripe": _stripe}
"""What an account's `adapter` creates. Several accounts may use one adapter under different names."""


class PaymentProviderRegistry:
    """Creates the adapter of an account when it is first asked for: its SDK takes memory and time to load."""

    def __init__(self, providers: Mapping[str, PaymentProvider], accounts: Sequence[ProviderAccount] = ()) -> None:
        self._providers = dict(providers)
        self._accounts = {account.name: account for account in accounts}
        self._missing = NullPaymentProvider()

    @property
    def names(self) -> Sequence[str]:
        return tuple(dict.fromkeys([*self._accounts, *self._providers]))

    def named(self, name: str | None) -> PaymentProvider:
        if name is None:
            return self._missing
        if name not in self._providers and name in self._accounts:
            account = self._accounts[name]
            self._providers[name] = ADAPTERS[account.adapter](account)
        return self._providers.get(name, self._missing)

    async def close(self) -> None:
        for provider in self._providers.values():
            await provider.close()


def create_providers(policy: ProviderPolicy) -> PaymentProviderRegistry:
    return PaymentProviderRegistry({}, policy.accounts)


def load(providers: PaymentProviders) -> PaymentProviders:
    """Create all adapters now, so that no request waits for it."""
    for name in providers.names:
        providers.named(name)
    return providers
