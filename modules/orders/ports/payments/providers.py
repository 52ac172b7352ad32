"""The configured payment providers, by name."""

from collections.abc import Sequence
from typing import Protocol

from modules.orders.ports.payments.payment_provider import PaymentProvider


class PaymentProviders(Protocol):
    @property
    def names(self) -> Sequence[str]:
        """The first is the default."""
        ...

    def named(self, name: str | None) -> PaymentProvider:
        """The provider of that name. The outcomes of requests at one that is not configured are unknown."""
        ...

    async def close(self) -> None:
        """Close open connections."""
        ...
