"""A program whose lists have rows, and its users."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import asyncpg
import httpx2
from fastapi import FastAPI

from shared.infra.http.app import strict_routes
from shared.infra.http.routing import StrictRoute
from shared.kernel.principal import Principal
from tests.entrypoints.lists.copies import Rows
from tests.entrypoints.lists.list_samples import Singles
from tests.program_scopes import SCOPES

BOSS, ADA, BOB = 1, 2, 3
PEOPLE = {
    "boss": Principal(str(BOSS), "user", SCOPES, owner_id=BOSS),
    "ada": Principal(str(ADA), "user", owner_id=ADA),
    "bob": Principal(str(BOB), "user", owner_id=BOB),
}
MANY = 40
"""Lines of what has many."""


class World:
    def __init__(self, app: FastAPI, owner: asyncpg.Connection, numbers_from: int = 1) -> None:
        self.app = app
        self.owner = owner
        self.people = {who: self._client(who) for who in PEOPLE}
        self.boss, self.ada, self.bob = self.people.values()
        self.singles_at: Singles = {}
        self._numbers = count(numbers_from)

    def routes(self) -> Sequence[StrictRoute]:
        return strict_routes(self.app)

    def lists(self) -> Sequence[StrictRoute]:
        return [route for route in self.routes() if route.listing is not None]

    def singles(self) -> Sequence[StrictRoute]:
        """Resources that are read by id, without streams and pictures."""
        found = [route for route in self.routes() if "GET" in (route.methods or ()) and "{" in route.path]
        return [route for route in found if route.listing is None and not route.path.endswith(("/stream", "/image"))]

    async def grow(self, rows: Rows, number: int) -> None:
        """Add rows to the list."""
        numbers = [next(self._numbers) for _ in range(number)]
        for copies in rows.copies:
            await copies.make(self.owner, numbers[0], numbers[-1])
        if rows.counted:
            await self.owner.execute(rows.counted, number)

    async def post(self, path: str, json: object = None, *, status: int = 201) -> Any:
        key = f"key-{next(self._numbers)}"
        response = await self.boss.post(path, json=json, headers={"Idempotency-Key": key})
        assert response.status_code == status, f"{path}: {response.text}"
        return response.json()

    def _client(self, who: str) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {who}"}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url="http://shop", headers=headers)
