"""A small application made of the HTTP ground alone."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends, FastAPI, Form, Query
from prometheus_client import CollectorRegistry
from starlette.responses import Response

from shared.infra.http import answers, handlers
from shared.infra.http.call import Call
from shared.infra.http.cursors import Cursors
from shared.infra.http.etag import ExpectedVersion
from shared.infra.http.fields import FormModel, Id, InModel, Line, OutModel, PathId, PositiveCents, Quantity
from shared.infra.http.guard import Guard
from shared.infra.http.paging import Window
from shared.infra.http.rate_limit import RateLimiter
from shared.infra.http.request_context import RequestContext
from shared.infra.http.routing import router
from shared.infra.telemetry import HttpMetrics
from shared.kernel.errors import Unauthenticated, VersionMismatch
from shared.kernel.idempotency import AlreadyAnswered, Answer, Reply
from shared.kernel.paging import Page
from shared.kernel.principal import Principal

TOKENS = {
    "reader": Principal("1", "user", frozenset({"things:read"}), owner_id=1),
    "writer": Principal("2", "user", frozenset({"things:read", "things:write"}), owner_id=2),
    "client": Principal("9", "client", frozenset({"things:write"}), owner_id=2, rate_limit="2/60"),
    "ot_5": Principal("5", "guest"),
}


class ThingIn(InModel):
    name: Line
    price_cents: PositiveCents
    quantity: Quantity = 1
    parent_id: Id | None = None
    metadata: dict[str, Any] = {}


class LoginIn(FormModel):
    username: Line
    password: Line


class ThingOut(OutModel):
    id: int
    name: str
    version: int


class MakeThing:
    """A use case that remembers answers by key, as the real ones do in their transaction."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}
        self.made: list[ThingIn] = []

    async def __call__(self, command: ThingIn, reply: Reply[ThingOut] | None = None) -> ThingOut:
        key = (reply.claim.scope, reply.claim.key) if reply else None
        if key in self.answers:
            raise AlreadyAnswered(self.answers[key])
        self.made.append(command)
        outcome = ThingOut(id=len(self.made), name=command.name, version=3)
        if key and reply:
            self.answers[key] = reply.to_remember(outcome)
        return outcome


async def authenticate(token: str) -> Principal:
    if token not in TOKENS:
        raise Unauthenticated("token_invalid", "The token opens nothing.")
    return TOKENS[token]


def routes(guard: Guard, make: MakeThing) -> Any:
    things = router("/v1/things", tags=["things"])
    listing = guard.listing("things", sorts=("name", "id"), default=("-id",))

    @things.get("", operation_id="list_things", response_model=None)
    async def listed(
        window: Annotated[Window, Depends(listing)],
        _: Annotated[Principal, Depends(guard.anyone())],
        colour: Annotated[str | None, Query(max_length=20)] = None,
    ) -> Response:
        start = int(window.slice.after[0]) if window.slice.after else window.slice.offset
        rows = [ThingOut(id=n, name=f"{colour}", version=1) for n in range(start, min(50, start + window.slice.limit))]
        following = [start + len(rows)] if start + len(rows) < 50 else None
        total = 50 if window.slice.with_total else None
        return answers.send(window.answer(Page(rows, following, total), lambda row: row))

    @things.get("/{id:int}", operation_id="get_thing")
    async def get(id: PathId, _: Annotated[Principal, Depends(guard("things:read", guest=True))]) -> Response:
        return answers.send(answers.ok(ThingOut(id=id, name="x", version=3), version=3))

    @things.post("", operation_id="make_thing", status_code=201, response_model=ThingOut)
    async def post(body: ThingIn, call: Annotated[Call, Depends(guard.call("things:write"))]) -> Response:
        return await call.answer(make, body, lambda thing: answers.created(f"/v1/things/{thing.id}", thing, 3))

    @things.patch("/{id:int}", operation_id="change_thing")
    async def patch(
        id: PathId,
        body: ThingIn,
        version: ExpectedVersion,
        call: Annotated[Call, Depends(guard.call("things:write", keyed="required"))],
    ) -> Response:
        if version not in (None, 3):
            raise VersionMismatch(3)
        return await call.answer(make, body, lambda thing: answers.ok(thing, 4))

    @things.post("/login", operation_id="login")
    async def login(form: Annotated[LoginIn, Form()], _: Annotated[Call, Depends(guard.call(anyone=True))]) -> Response:
        return answers.send(answers.ok(ThingOut(id=1, name=form.username, version=1)))

    @things.get("/broken", operation_id="break")
    async def broken(_: Annotated[Principal, Depends(guard.known())]) -> Response:
        raise RuntimeError("password=hunter2")

    return things


class Shop:
    """The application, its log lines, and a client to it."""

    def __init__(self, limiter: RateLimiter) -> None:
        self.make = MakeThing()
        self.lines: list[Mapping[str, object]] = []
        self.guard = Guard(authenticate, limiter, Cursors(["k" * 32]))
        self.app = FastAPI(redirect_slashes=False)
        self.app.include_router(routes(self.guard, self.make))
        handlers.install(self.app)
        self.app.add_middleware(RequestContext, log_line=self.lines.append, metrics=HttpMetrics(CollectorRegistry()))
        self.http = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app), base_url="http://shop", headers={"Authorization": "Bearer writer"}
        )


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop(RateLimiter(None, {}))
    async with shop.http:
        yield shop
