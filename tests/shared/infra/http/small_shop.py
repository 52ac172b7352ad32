"""A small application made of the HTTP ground alone."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal, cast

import httpx2
from fastapi import APIRouter, Depends, FastAPI, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.access.access_rule import ResourceToken
from shared.infra.http.access.client_address import ClientAddress
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, public, requires, signed_in
from shared.infra.http.access.rate_limit import RateCounter, RateLimiter
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.http.csv.response import CSV, csv_response, wants_csv
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.requests.fields import PathId
from shared.infra.http.requests.multipart.uploads import Upload, UploadBody
from shared.infra.http.responses import rendered
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.routers import StrictRouter
from shared.infra.telemetry.health import Probe
from shared.kernel.errors import Unauthenticated, VersionMismatch
from shared.kernel.paging import Page
from shared.kernel.principal import Authenticate, Principal
from tests.running.http_services import http_services
from tests.shared.infra.http.small_shop_commands import LoginIn, MakeThing, ThingIn, ThingOut, command_of

RATES = {"default": "300/60", "client": "6000/60", "anonymous": "5/60", "registration": "1/60"}


THING_TOKEN = ResourceToken("bearer", "the thing's token")
TOKENS = {
    "reader": Principal("1", "user", frozenset({"things:read"}), owner_id=1),
    "writer": Principal("2", "user", frozenset({"things:read", "things:write"}), owner_id=2),
    "client": Principal("9", "client", frozenset({"things:write"}), owner_id=2, rate_limit="2/60"),
    "ot_5": Principal("5", THING_TOKEN.principal_kind),
}


async def authenticate(token: str) -> Principal:
    if token not in TOKENS:
        raise Unauthenticated("token_invalid", "The token opens nothing.")
    return TOKENS[token]


def routes(make: MakeThing) -> APIRouter:  # noqa: C901 a list of routes, not a decision
    things = StrictRouter("/v1/things", tags=["things"])
    listing = ListEndpoint("things", sorts=("name", "id"), default=("-id",))

    @things.get("", operation_id="list_things", response_model=PageOut[ThingOut])
    async def listed(
        window: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(public())],
        colour: Annotated[str | None, Query(max_length=20)] = None,
        finish: Annotated[Literal["matt", "glossy"] | None, Query()] = None,
    ) -> Response:
        start = cast(int, window.page_request.after[0]) if window.page_request.after else window.page_request.offset
        rows = [
            ThingOut(id=n, name=f"{colour}", version=1)
            for n in range(start, min(50, start + window.page_request.limit))
        ]
        following = [start + len(rows)] if start + len(rows) < 50 else None
        total = 50 if window.page_request.with_total else None
        return rendered.to_response(window.respond(Page(rows, next_after=following, total=total), lambda row: row))

    @things.get("/{thing_id:int}", operation_id="get_thing")
    async def get(
        thing_id: PathId, _: Annotated[Principal, Depends(requires("things:read", token=THING_TOKEN))]
    ) -> Response:
        return rendered.to_response(rendered.ok(ThingOut(id=thing_id, name="x", version=3), version=3))

    @things.post("", operation_id="make_thing", status_code=201, response_model=ThingOut)
    async def post(body: ThingIn, call: Annotated[CommandRequest, Depends(command("things:write"))]) -> Response:
        make.causes.append(call.metadata)
        return await call.execute(
            make, command_of(call, body), lambda thing: rendered.created(f"/v1/things/{thing.id}", thing, 3)
        )

    @things.patch("/{thing_id:int}", operation_id="change_thing")
    async def patch(
        thing_id: PathId,
        body: ThingIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(command("things:write", keyed="required"))],
    ) -> Response:
        if version not in (None, 3):
            raise VersionMismatch(3)
        return await call.execute(make, command_of(call, body), lambda thing: rendered.ok(thing, 4))

    @things.post("/login", operation_id="login")
    async def login(
        form: Annotated[LoginIn, Form()], _: Annotated[CommandRequest, Depends(command(anyone=True))]
    ) -> Response:
        return rendered.to_response(rendered.ok(ThingOut(id=1, name=form.username, version=1)))

    @things.post("/register", operation_id="register")
    async def register(
        call: Annotated[CommandRequest, Depends(command(anyone=True, limit="registration"))],
    ) -> Response:
        return rendered.to_response(rendered.no_content())

    @things.post("/coupon", operation_id="try_coupon")
    async def coupon(call: Annotated[CommandRequest, Depends(command(anyone=True))]) -> Response:
        await call.limit("registration", "SPRING")
        return rendered.to_response(rendered.no_content())

    @things.get("/mine", operation_id="mine")
    async def mine(caller: Annotated[Principal, Depends(signed_in())]) -> Response:
        return rendered.to_response(rendered.ok(ThingOut(id=1, name=caller.name, version=1)))

    @things.get("/long", operation_id="long")
    async def long(_: Annotated[Principal, Depends(public())]) -> Response:
        return rendered.to_response(rendered.ok(ThingOut(id=1, name="x" * 1500, version=1)))

    @things.get("/slow", operation_id="slow")
    async def slow(_: Annotated[Principal, Depends(public())]) -> Response:
        await asyncio.sleep(60)
        return rendered.to_response(rendered.no_content())

    @things.put("/picture", operation_id="picture", max_body_size=2 * 2**20)
    async def picture(body: ThingIn, _: Annotated[Principal, Depends(signed_in())]) -> Response:
        return rendered.to_response(rendered.no_content())

    @things.put("/{thing_id:int}/photo", operation_id="put_photo", max_body_size=2 * 2**20)
    async def put_photo(
        thing_id: PathId,
        photo: Annotated[Upload, Depends(UploadBody("image/png", "image/webp", max_concurrent=2))],
        call: Annotated[CommandRequest, Depends(command("things:write"))],
    ) -> Response:
        thing = ThingIn(name=f"{photo.media_type} {len(photo.content)}", price_cents=1)
        return await call.execute(make, command_of(call, thing), lambda thing: rendered.ok(thing, 3))

    @things.get("/table", operation_id="table", response_model=ThingOut, responses=CSV)
    async def table(request: Request, _: Annotated[Principal, Depends(public())], rows: int = 1) -> Response:
        if wants_csv(request):
            return rendered.to_response(
                csv_response(request, ["id", "name"], [(n + 1, "a,b") for n in range(rows)], filename="things.csv")
            )
        return rendered.to_response(rendered.ok(ThingOut(id=1, name="a,b", version=1)))

    @things.get("/broken", operation_id="break")
    async def broken(_: Annotated[Principal, Depends(signed_in())]) -> Response:
        raise RuntimeError("password=hunter2")

    return things


@asynccontextmanager
async def _nothing_to_open(_app: FastAPI) -> AsyncIterator[None]:
    yield


class Shop:
    """The application, its log lines, and a client to it that may write."""

    def __init__(
        self,
        counter: RateCounter | None = None,
        rates: Mapping[str, str] = RATES,
        *,
        keys_required: bool = True,
        authenticate: Authenticate = authenticate,
        **policy: Any,
    ) -> None:
        self.make = MakeThing()
        self.lines: list[Mapping[str, object]] = []
        self.probes: list[Probe] = []
        services = http_services(
            authenticate,
            RateLimiter(counter, rates),
            ClientAddress(["10.0.0.0/8"]),
            keys_required=keys_required,
        )
        self.app = create_application(
            HttpSettings("1.2.3", **policy),
            [routes(self.make)],
            self.probes,
            log_line=self.lines.append,
            lifespan=_nothing_to_open,
            services=services,
        )
        self.http = self.client("writer")

    def forget(self) -> None:
        """Be as new."""
        self.make.forget()
        self.lines.clear()
        self.probes.clear()

    def client(self, token: str | None = None, address: str = "203.0.113.9") -> httpx2.AsyncClient:
        """A client that shows the token and comes from the address."""
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, client=(address, 4711)),
            base_url="http://shop",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )
