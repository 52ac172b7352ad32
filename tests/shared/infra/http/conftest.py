from collections.abc import AsyncIterator

import pytest

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
