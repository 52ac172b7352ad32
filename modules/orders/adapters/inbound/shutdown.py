"""Ends the module's work when a process stops."""

from typing import Any

from modules.orders.application.settlement.await_settlement import AwaitSettlement
from modules.orders.ports.payments.payment_provider import PaymentProviders
from shared.infra.batching import RequestBatcher


async def close_orders(
    placement: RequestBatcher[Any, Any],  # of whatever commands, they are only awaited
    settlement: AwaitSettlement,
    providers: PaymentProviders,
) -> None:
    """Finish the orders and payments under way, then close the connections to the payment providers."""
    await placement.drain()
    await settlement.drain()
    await providers.close()
