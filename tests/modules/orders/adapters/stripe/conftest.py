"""The gateway connected to a fake provider, and the environments of the provider's contract."""

from collections.abc import AsyncIterator

import pytest

from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from tests.modules.orders.adapters.provider_environments import (
    InMemoryEnvironment,
    ProviderEnvironment,
    SandboxEnvironment,
)
from tests.modules.orders.fake_stripe import SECRET, FakeStripe
from tests.running.payment_sandbox import RunningSandbox, running_sandbox


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


@pytest.fixture(scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningSandbox]:
    async with running_sandbox(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


@pytest.fixture(params=["in_memory", "sandbox"])
async def environment(request: pytest.FixtureRequest, sandbox: RunningSandbox) -> AsyncIterator[ProviderEnvironment]:
    if request.param == "in_memory":
        yield InMemoryEnvironment()
        return
    await sandbox.faults(later_ms=0)
    environment = SandboxEnvironment(sandbox)
    yield environment
    await environment.provider.close()
