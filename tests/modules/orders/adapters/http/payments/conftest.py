"""The shop with an in-memory payment provider."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import override, resolve
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.payments.bank import Bank
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.provider import InMemoryProvider


@pytest.fixture
def provider() -> InMemoryProvider:
    return InMemoryProvider()


@pytest.fixture
def capture_immediately() -> bool:
    return True


@pytest.fixture
async def container(
    container: OrdersHttpContainer, provider: InMemoryProvider, *, capture_immediately: bool
) -> AsyncIterator[OrdersHttpContainer]:
    policy = replace(resolve(container.policy), payment_providers=("stripe",), capture_immediately=capture_immediately)
    override(container.policy, policy)
    override(container.payment_providers, PaymentProviderRegistry({"stripe": provider}))
    yield container
    await resolve(container.await_settlement).drain()


@pytest.fixture
def orders_client(client: Client, container: OrdersHttpContainer) -> OrderClient:
    return OrderClient(client, container)


@pytest.fixture
def bank(client: Client, container: OrdersHttpContainer, provider: InMemoryProvider) -> Bank:
    return Bank(client, container, provider)
