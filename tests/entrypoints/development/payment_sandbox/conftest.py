from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.entrypoints.development.payment_sandbox.receiver import Receiver
from tests.running.payment_sandbox import RunningSandbox, running_sandbox


@pytest.fixture(scope="session")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningSandbox]:
    async with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
async def sandbox(shared: RunningSandbox) -> AsyncIterator[RunningSandbox]:
    """A sandbox shared by all tests; it contains the objects of other tests."""
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
    """A sandbox of one test, which sends its events to the receiver."""
    async with running_sandbox(tmp_path, receiver.url) as sandbox:
        yield sandbox
