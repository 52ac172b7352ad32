"""A shop with one payment provider, in memory."""

from dataclasses import replace

import pytest

from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import override
from tests.modules.orders.in_memory.provider import InMemoryProvider
from tests.modules.orders.shop import POLICY


@pytest.fixture
def provider() -> InMemoryProvider:
    return InMemoryProvider()


@pytest.fixture
def container(container: OrdersHttpContainer, provider: InMemoryProvider) -> OrdersHttpContainer:
    override(container.policy, replace(POLICY, max_unpaid_orders=0, payment_providers=("stripe",)))
    override(container.payment_providers, PaymentProviderRegistry({"stripe": provider}))
    return container
