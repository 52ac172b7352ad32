"""Charges of the contract tests."""

from itertools import count

from modules.orders.ports.payments.payment_provider import Charge
from tests.modules.orders.adapters.provider_environments import ProviderEnvironment
from tests.modules.orders.in_memory.provider import GOOD

_IDS = count(1)


def charge(token: str = GOOD, *, capture: bool = True, amount_cents: int = 1000) -> Charge:
    payment_id = next(_IDS)
    return Charge(
        payment_id=payment_id,
        order_id=payment_id + 10_000,
        amount_cents=amount_cents,
        currency="GBP",
        capture=capture,
        token=token,
    )


async def captured_in_books(environment: ProviderEnvironment, payment_id: int) -> list[int]:
    return [e.captured_cents async for e in environment.provider.list_payments() if e.payment_id == payment_id]
