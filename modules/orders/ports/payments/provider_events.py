"""What the provider has said before: word that comes twice is heard once."""

from datetime import timedelta
from typing import Protocol

from modules.orders.ports.payments.provider import ProviderEvent


class ProviderEvents(Protocol):
    async def add(self, report: ProviderEvent) -> bool:
        """Whether it is new; noted from now on."""
        ...

    async def find_order_id(self, report: ProviderEvent) -> int | None:
        """The order whose payment or refund it is about."""
        ...

    async def delete_older(self, older: timedelta, limit: int) -> int:
        """Forget at most so many that are older; how many there were."""
        ...
