"""Payments that only the provider knows are recorded, as far as their orders exist."""

from collections.abc import AsyncIterator, Sequence

import pytest

from modules.orders.application.changes.cancel_order import CancelOrderCommand
from modules.orders.domain.order.order import Order
from modules.orders.http_container import OrdersHttpContainer
from modules.orders.ports.payments.payment_provider import Charge, OutcomeUnknown, ProviderLedgerEntry
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.stripe.shop_with_provider import orders_with_provider
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import GOOD, InMemoryProvider
from tests.modules.orders.shop import CLIENT, METADATA, STAFF, order_for

LATER = 4711
"""The id of a payment that was made after the instant to which the shop was restored."""


@pytest.fixture
def provider() -> InMemoryProvider:
    return InMemoryProvider()


@pytest.fixture
def orders(db: Database, stock: InMemoryStock, provider: InMemoryProvider) -> OrdersHttpContainer:
    return orders_with_provider(db, stock, provider)


async def placed(orders: OrdersHttpContainer) -> Order:
    return (await resolve(orders.place_order)(order_for(("TEA", 1), by=CLIENT, customer_id=7))).order


async def charge(provider: InMemoryProvider, order_id: int, amount: int = 255) -> str:
    """Charge as the shop did after the instant."""
    payment = await provider.authorize(
        Charge(payment_id=LATER, order_id=order_id, amount_cents=amount, currency="GBP", capture=True, token=GOOD)
    )
    return payment.provider_id


async def repair(orders: OrdersHttpContainer) -> Sequence[str]:
    (check,) = [each for each in resolve(orders.module).checks() if each.repair is not None]
    assert check.name == "orders.payments_match_provider"
    assert check.repair is not None
    return await check.repair()


async def violations(db: Database, orders: OrdersHttpContainer) -> Sequence[object]:
    (check,) = [each for each in resolve(orders.module).checks() if each.repair is not None]
    async with db.snapshot() as tx:
        return await check.run(tx)


async def of_payment(orders: OrdersHttpContainer) -> Order:
    order = await resolve(orders.payment_queries).get_order_of_payment(LATER)
    assert order is not None
    return order


async def test_a_payment_of_an_unpaid_order_confirms_it(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    order = await placed(orders)
    provider_id = await charge(provider, order.id)
    assert len(await violations(db, orders)) == 1
    assert await repair(orders) == [
        f"payment {LATER} of order {order.id} ({provider_id} at stripe): 255 captured at the provider are recorded"
    ]
    adopted = await of_payment(orders)
    assert (adopted.id, adopted.status, adopted.paid_cents) == (order.id, "confirmed", 255)
    assert await violations(db, orders) == []
    assert await repair(orders) == []
    assert [call for call in provider.calls if call[0] == "authorize"] == [("authorize", LATER)]


async def test_a_payment_of_a_cancelled_order_is_refunded(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    order = await placed(orders)
    await resolve(orders.cancel_order)(
        CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=order.id, reason="no")
    )
    await charge(provider, order.id)
    await repair(orders)
    assert (await of_payment(orders)).refunds[0].status == "succeeded"
    assert await violations(db, orders) == []


async def test_a_payment_of_an_order_that_does_not_exist_is_listed_for_a_refund(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    provider_id = await charge(provider, 99)
    (sentence,) = await repair(orders)
    assert sentence == (
        f"payment {LATER} of order 99 ({provider_id} at stripe): the order does not exist; "
        "refund 255 by hand at the provider"
    )
    assert len(await violations(db, orders)) == 1
    await provider.refund(1, LATER, provider_id, 255)
    assert await repair(orders) == []


async def test_a_payment_that_was_partly_refunded_needs_a_person(
    orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    provider_id = await charge(provider, (await placed(orders)).id)
    await provider.refund(1, LATER, provider_id, 55)
    (sentence,) = await repair(orders)
    assert sentence.endswith("255 captured and 55 refunded: record it by hand")


async def test_an_unreachable_provider_is_reported(
    orders: OrdersHttpContainer, provider: InMemoryProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing() -> AsyncIterator[ProviderLedgerEntry]:
        raise OutcomeUnknown("no answer")
        yield

    monkeypatch.setattr(provider, "list_payments", nothing)
    assert await repair(orders) == ["payment provider stripe: its payments could not all be read: no answer"]
