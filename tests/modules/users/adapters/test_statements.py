"""A list of users takes as many statements for many as for few."""

import pytest

from tests.modules.users.adapters.shop import UserShop
from tests.statements import noted


async def test_a_list_of_users(shop: UserShop, monkeypatch: pytest.MonkeyPatch) -> None:
    boss = await shop.admin()
    statements = noted(monkeypatch)
    counts = []
    for first, last in ((0, 1), (1, 39)):
        for n in range(first, last):
            await shop.register(f"user{n}")
        await boss.get("/v1/users/me")  # whoever calls is looked up once a while, and that is not the list's doing
        statements.clear()
        listed = (await boss.get("/v1/users?limit=50")).json()
        assert len(listed["items"]) == last + 1
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0
