"""The gateway connected to a fake provider."""

from collections.abc import AsyncIterator

import pytest

from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from tests.modules.orders.fake_stripe import SECRET, FakeStripe


@pytest.fixture
async def provider() -> AsyncIterator[FakeStripe]:
    provider = FakeStripe()
    await provider.open()
    yield provider
    provider.close()


@pytest.fixture
async def gateway(provider: FakeStripe) -> AsyncIterator[StripeGateway]:
    made = StripeGateway("sk_test_of_these_tests", SECRET, provider.url + "/")
    yield made
    await made.close()
