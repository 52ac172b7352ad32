"""A complete shop with all principals, on real servers."""

import io
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from fastapi import FastAPI

from entrypoints.api_program import ApiProgram
from tests.edges.document import Operation
from tests.edges.raw_requests import Answer, Asker, fresh_key
from tests.edges.samples import Samples
from tests.running.databases import DatabaseUrls

PASSWORD = "correct horse battery"
ADDRESS = {"name": "Ada", "line1": "1 Road", "city": "London", "postal_code": "N1 1AA", "country": "GB"}
SKU = "EDGE1"


@dataclass(frozen=True, slots=True)
class Person:
    """A principal with a token. `id`: of the user or the key."""

    token: str | None
    id: int = 0
    scopes: frozenset[str] = frozenset()


STRANGER = Person(None)


@dataclass
class Shop:
    """`people`: all principals with a token. `cast`: those that tests do not change."""

    container: ApiProgram
    app: FastAPI
    ask: Asker
    operations: list[Operation]
    samples: Samples
    database: DatabaseUrls
    logs: io.BytesIO
    people: dict[str, Person] = field(default_factory=dict)
    cast: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    def token(self, who: str) -> str | None:
        return self.people[who].token

    async def call(self, who: str, method: str, path: str, json: object = None, **more: Any) -> Answer:
        """Send a request as a principal, with its own idempotency key."""
        headers = {**fresh_key(), b"prefer": b"wait=0", **more.pop("headers", {})}
        return await self.ask(method, path, self.token(who), json=json, headers=headers, **more)

    async def done(self, who: str, method: str, path: str, json: object = None, **more: Any) -> Any:
        """The body of a response that must be successful."""
        response = await self.call(who, method, path, json, **more)
        assert response.status < 300, f"{method} {path}: {response.status} {response.body.decode()}"
        return response.json() if response.body else None

    async def sql(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a statement as the owner of the tables."""
        connection = await asyncpg.connect(self.database.owner)
        try:
            return await connection.fetch(statement, *arguments)
        finally:
            await connection.close()

    async def sign_in(self, name: str, password: str = PASSWORD) -> str:
        form = f"grant_type=password&username={name}&password={password.replace(' ', '+')}".encode()
        response = await self.ask(
            "POST", "/v1/auth/token", body=form, content_type=b"application/x-www-form-urlencoded"
        )
        assert response.status == 200, response.body
        return str(response.json()["access_token"])

    async def register(self, name: str, role: str = "customer") -> Person:
        wish = {"email": f"{name}@people.example", "username": name, "password": PASSWORD}
        user = await self.done("admin", "POST", "/v1/users", wish)
        if role != "customer":
            await self.done("admin", "PATCH", f"/v1/users/{user['id']}", {"role": role})
        self.people[name] = Person(await self.sign_in(name), user["id"])
        return self.people[name]

    async def key(self, name: str, scopes: frozenset[str], owner: str = "admin") -> Person:
        """An API client called `name`."""
        made = await self.done(owner, "POST", "/v1/api-keys", {"name": "a client", "scopes": sorted(scopes)})
        self.people[name] = Person(made["secret"], made["id"], scopes)
        return self.people[name]
