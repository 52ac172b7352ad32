"""A wrong card token is found before an order or a payment is kept."""

import asyncio

from modules.orders.application.commands import PaymentWish
from modules.orders.domain.errors import payment_token_invalid
from modules.orders.ports.provider import PaymentProvider, Unsettled
from modules.orders.public import OrderPolicy

SECONDS = 2.0
"""A provider that does not answer by then keeps no order from being placed: the charge will show what it is worth."""


class CheckCard:
    """Asks the provider, outside any transaction; other ways of paying, and shops without cards, cost nothing."""

    def __init__(self, provider: PaymentProvider, policy: OrderPolicy, seconds: float = SECONDS) -> None:
        self._provider = provider
        self._takes_cards = policy.takes_cards
        self._seconds = seconds

    async def __call__(self, wish: PaymentWish | None) -> None:
        """Raises Invalid `payment_token_invalid`."""
        if not self._takes_cards or wish is None or wish.method != "card" or wish.token is None:
            return
        try:
            async with asyncio.timeout(self._seconds):
                is_known = await self._provider.knows_card(wish.token)
        except (Unsettled, TimeoutError):
            return
        if not is_known:
            raise payment_token_invalid()
