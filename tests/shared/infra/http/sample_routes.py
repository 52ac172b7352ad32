"""Routes with parameters and bodies of all kinds."""

from typing import Annotated

from fastapi import BackgroundTasks, Body, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.access.gates import command, signed_in
from shared.infra.http.requests.fields import PathId, QueryInt
from shared.infra.http.responses import rendered
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.routers import StrictRouter
from shared.kernel.principal import Principal
from tests.shared.infra.http.small_shop_commands import ThingIn, ThingOut

SignedIn = Annotated[Principal, Depends(signed_in())]


things = StrictRouter("/v1/things")


@things.put("/one/{thing_id:int}")
async def one(
    thing_id: PathId,
    body: ThingIn,
    call: Annotated[CommandRequest, Depends(command("things:write"))],
    tasks: BackgroundTasks,
) -> Response:
    shown = ThingOut(id=thing_id, name=f"{call.principal.name} {body.name}", version=body.quantity)
    tasks.add_task(done.append, thing_id)
    return rendered.to_response(rendered.ok(shown))


done: list[int] = []


class Colours:
    async def __call__(
        self, colour: Annotated[list[str], Query(max_length=3)], limit: Annotated[QueryInt, Query(ge=1, le=9)] = 5
    ) -> str:
        return f"{colour} {limit}"


@things.get("/list/{number:int}")
async def listed(
    number: PathId,
    version: ExpectedVersion,
    colours: Annotated[str, Depends(Colours())],
    _: SignedIn,
    deep: Annotated[bool, Query(alias="is-deep")] = False,
) -> Response:
    return Response(f"{number} {version} {colours} {deep}")


@things.get("/range")
async def ranged(
    _: SignedIn,
    low: Annotated[QueryInt | None, Query(alias="size_min")] = None,
    high: Annotated[QueryInt | None, Query(alias="size_max")] = None,
) -> Response:
    return Response(f"{low} {high}")


@things.put("/embedded")
async def embedded(name: Annotated[str, Body(embed=True)], _: SignedIn) -> Response:
    return Response(name)


@things.put("/optional")
async def optional(_: SignedIn, body: ThingIn | None = None) -> Response:
    return Response(body.name if body else "none")


@things.get("/request/{name}")
async def with_request(name: str, request: Request, _: SignedIn) -> Response:
    return Response(f"{name} {request.method}")
