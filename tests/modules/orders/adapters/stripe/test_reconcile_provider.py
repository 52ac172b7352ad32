"""The doctor's comparison with the payment provider finds what was planted on either side."""

from collections.abc import AsyncIterator

import pytest

from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.application.changes.cancel_order import CancelOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.http_container import OrdersHttpContainer
from modules.orders.ports.payments.payment_provider import Charge, OutcomeUnknown, ProviderLedgerEntry
from shared.infra.injection import override, resolve
from shared.infra.sql.database import Database
from shared.kernel.module import Check, Violation
from tests.modules.orders.adapters.stripe.shop_with_provider import orders_with_provider
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD, InMemoryProvider
from tests.modules.orders.shop import CLIENT, METADATA, STAFF, order_for


@pytest.fixture
def provider() -> InMemoryProvider:
    return InMemoryProvider()


@pytest.fixture
async def orders(db: Database, stock: InMemoryStock, provider: InMemoryProvider) -> OrdersHttpContainer:
    made = orders_with_provider(db, stock, provider)
    for token in (GOOD, DECLINED, ASKS_BUYER, GOOD):
        instruction = PaymentInstruction(method="card", token=token)
        placed = await resolve(made.place_order)(order_for(("TEA", 1), by=CLIENT, customer_id=7, payment=instruction))
        await resolve(made.settle_order)(placed.order.id, METADATA)
    await resolve(made.cancel_order)(
        CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=placed.order.id, reason="no")
    )
    await resolve(made.settle_order)(placed.order.id, METADATA)
    return made


LESS = "UPDATE orders.payments SET captured_cents = captured_cents - 1"


async def found(db: Database, orders: OrdersHttpContainer) -> list[Violation]:
    checks: list[Check] = [
        check for check in resolve(orders.module).checks() if check.name == "orders.payments_match_provider"
    ]
    assert checks[0].on_request
    async with db.snapshot() as tx:
        return list(await checks[0].run(tx))


async def test_consistent_payments_are_not_reported(db: Database, orders: OrdersHttpContainer) -> None:
    assert await found(db, orders) == []


async def test_a_capture_unknown_to_the_shop_is_found(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    await provider.authorize(
        Charge(payment_id=4711, order_id=1, amount_cents=500, currency="GBP", capture=True, token=GOOD)
    )
    assert [violation.subject for violation in await found(db, orders)] == ["payment:4711", "order:1"]


async def test_an_order_charged_by_two_providers_is_found(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    (first, *_) = [entry async for entry in provider.list_payments() if entry.captured_cents]
    second = InMemoryProvider()
    override(orders.payment_providers, PaymentProviderRegistry({"stripe": provider, "second": second}))
    assert await found(db, orders) == []
    await second.authorize(
        Charge(
            payment_id=4711, order_id=first.order_id or 0, amount_cents=500, currency="GBP", capture=True, token=GOOD
        )
    )
    assert [violation.detail for violation in await found(db, orders)] == [
        "500 are captured at the provider for a payment that is unknown here",
        "was charged 2 times",
    ]


async def test_payments_of_a_provider_that_is_not_configured_are_found(
    db: Database, orders: OrdersHttpContainer
) -> None:
    override(orders.payment_providers, PaymentProviderRegistry({}))
    assert {violation.detail for violation in await found(db, orders)} == {"255 captured here, unknown to the provider"}


async def test_a_refund_unknown_to_the_shop_is_found(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    async for entry in provider.list_payments():
        if entry.captured_cents > entry.refunded_cents and entry.payment_id:
            await provider.refund(99, entry.payment_id, entry.provider_id, 5)
    (violation,) = await found(db, orders)
    assert violation.detail == "255 captured and 0 refunded here, 255 and 5 at the provider"


async def test_a_capture_unknown_to_the_provider_is_found(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    provider._payments.clear()
    assert {violation.detail for violation in await found(db, orders)} == {"255 captured here, unknown to the provider"}


async def test_an_unreachable_provider_is_reported(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> None:
        raise OutcomeUnknown("no answer")

    async def half_of_the_books() -> AsyncIterator[ProviderLedgerEntry]:
        async for entry in InMemoryProvider.list_payments(provider):
            yield entry
            await lost()

    async with db.begin() as tx:
        await tx.fetch(f"{LESS} WHERE captured_cents > refunded_cents")
        await tx.commit()
    monkeypatch.setattr(provider, "get_payment", lost)
    (violation,) = await found(db, orders)
    assert violation.detail == "no answer"
    monkeypatch.setattr(provider, "list_payments", half_of_the_books)
    (violation,) = await found(db, orders)
    assert violation.detail == "its payments could not all be read: no answer"


async def test_a_difference_of_amounts_is_found(db: Database, orders: OrdersHttpContainer) -> None:
    async with db.begin() as tx:
        await tx.fetch(f"{LESS} WHERE captured_cents > refunded_cents")
        await tx.commit()
    assert [violation.detail for violation in await found(db, orders)] == [
        "254 captured and 0 refunded here, 255 and 0 at the provider"
    ]
