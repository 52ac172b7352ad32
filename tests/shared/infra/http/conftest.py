from collections.abc import AsyncIterator

import pytest

from tests.shared.infra.http.small_shop import Shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    async with shop.http:
        yield shop
