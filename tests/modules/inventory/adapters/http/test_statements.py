"""A list of products takes as many statements for many as for few."""

import httpx2
import pytest

from tests.modules.inventory.adapters.http.test_products import create
from tests.statements import noted


async def test_a_list_of_products(manager: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    statements = noted(monkeypatch)
    counts = []
    for first, last in ((0, 2), (2, 40)):
        for n in range(first, last):
            await create(manager, f"SKU{n:03}", barcodes=[str(n)])
        statements.clear()
        listed = (await manager.get("/v1/products?limit=50")).json()
        assert len(listed["items"]) == last
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0
