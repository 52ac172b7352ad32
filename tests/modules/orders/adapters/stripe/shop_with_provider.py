"""The orders module over PostgreSQL with a payment provider in memory."""

from dataclasses import replace

from dependency_injector import providers

from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.sql.database import Database
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.in_memory.provider import InMemoryProvider
from tests.modules.orders.shop import POLICY


def orders_with_provider(db: Database, stock: InMemoryStock, provider: InMemoryProvider) -> OrdersHttpContainer:
    return OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=replace(POLICY, max_unpaid_orders=0, payment_providers=("stripe",)),
        stock=providers.Object(stock),
        inventory=object(),
        users=object(),
        customers=providers.Object(FakeCustomers(7)),
        payment_providers=providers.Object(PaymentProviderRegistry({"stripe": provider})),
    )
