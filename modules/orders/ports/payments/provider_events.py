"""Received provider webhooks, for deduplication."""

from datetime import timedelta
from typing import Protocol

from modules.orders.ports.payments.payment_provider import ProviderEvent


class ProviderEvents(Protocol):
    async def add(self, provider: str, report: ProviderEvent) -> bool:
        """Store the event. Return False if it was received before."""
        ...

    async def find_order_id(self, provider: str, report: ProviderEvent) -> int | None:
        """The order of the event's payment or refund, if that is one of the provider's."""
        ...

    async def delete_older(self, older: timedelta, limit: int) -> int:
        """Delete at most `limit` older events. Return their number."""
        ...
