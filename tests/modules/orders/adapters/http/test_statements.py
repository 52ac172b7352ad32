"""Reading takes as many statements for many as for few, the neighbours' included."""

from typing import Any

import pytest

from tests.modules.orders.adapters.http.bodies import body
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.twins import CustomersTwin, StockTwin
from tests.statements import noted

PARTS = "expand=customer,availability,payments,shipments"


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement, and every question to a neighbour: each of those is one statement there."""
    seen = noted(monkeypatch)
    for twin, question in ((StockTwin, "availability"), (CustomersTwin, "by_id")):
        asked = getattr(twin, question)

        async def noting(self: Any, *arguments: Any, asked: Any = asked, question: str = question) -> Any:
            seen.append(question)
            return await asked(self, *arguments)

        monkeypatch.setattr(twin, question, noting)
    return seen


async def test_a_list_of_many_orders_takes_what_a_list_of_few_takes(
    client: Client, stock: StockTwin, statements: list[str]
) -> None:
    stock.sell("MANY", 1000)
    customer, staff = client("customer"), client("staff")
    counts = []
    for more in (2, 38):
        for _ in range(more):
            assert (await customer.post("/v1/orders", json=body(("MANY", 1)))).status_code == 201
        for reader in (customer, staff):
            for query in ("limit=50", "limit=50&sku=MANY"):
                statements.clear()
                listed = await reader.get(f"/v1/orders?{query}")
                assert listed.status_code == 200
                counts.append(len(statements))
    assert counts[:4] == counts[4:]
    assert all(counts)


async def test_an_order_of_many_lines_takes_what_one_of_a_single_line_takes(
    client: Client, stock: StockTwin, statements: list[str]
) -> None:
    for n in range(50):
        stock.sell(f"SKU{n}", 10)
    customer = client("customer")
    counts = []
    for lines in (1, 50):  # more of them need a coupon
        placed = await customer.post("/v1/orders", json=body(*((f"SKU{n}", 1) for n in range(lines))))
        assert placed.status_code == 201, placed.text
        statements.clear()
        read = await customer.get(f"{placed.headers['Location']}?{PARTS}")
        assert len(read.json()["items"]) == len(read.json()["availability"]) == lines
        counts.append(list(statements))
    assert counts[0] == counts[1]
    assert {"availability", "by_id"} <= set(counts[0])
