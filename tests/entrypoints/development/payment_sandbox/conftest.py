from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.entrypoints.development.payment_sandbox.receiver import Receiver
from tests.payment_sandbox import RunningSandbox, running_sandbox


@pytest.fixture(scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningSandbox]:
    async with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
async def sandbox(shared: RunningSandbox) -> AsyncIterator[RunningSandbox]:
    """A sandbox that nobody hurts for good; what other tests did stands in its books."""
    await shared.faults()
    yield shared
    await shared.faults()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    await receiver.open()
    yield receiver
    receiver.close()


@pytest.fixture
async def telling(tmp_path: Path, receiver: Receiver) -> AsyncIterator[RunningSandbox]:
    """A sandbox of the test's own, which sends its events to the receiver."""
    async with running_sandbox(tmp_path, receiver.url) as sandbox:
        yield sandbox
