from collections.abc import AsyncIterator

import pytest

from shared.infra import logging
from tests.shared.infra.http.small_shop import Shop


@pytest.fixture(scope="session")
async def _shop() -> AsyncIterator[Shop]:
    shop = Shop()
    async with shop.http:
        yield shop


@pytest.fixture
def shop(_shop: Shop) -> Shop:
    """A shop with rate limits off, as new."""
    _shop.forget()
    return _shop


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> None:
    """As the processes log: without the colours and locals that take seconds per traceback."""
    logging.configure()
