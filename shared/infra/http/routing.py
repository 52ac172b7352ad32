"""Routes that let nobody past unguarded and nothing in unread."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator, Sequence
from typing import Any

from fastapi import APIRouter, params
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response

from shared.infra.http.compression import compressed
from shared.infra.http.documented import documented
from shared.infra.http.etag import not_modified
from shared.infra.http.gate import Gate
from shared.infra.http.negotiation import Accepts
from shared.infra.http.strict_request import StrictRequest
from shared.kernel.errors import BadRequest, FieldError, Invalid, Unavailable

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Reader = Callable[[StrictRequest], Awaitable[None]]

BODY_LIMIT = 2**20
"""Bytes; a route that takes more says so with `max_body_size`."""

HANDLER_SECONDS = 30.0
"""For reading the body and making the answer; sending a stream takes as long as it takes."""

_REVALIDATED = (b"cache-control", b"private, no-cache")


class _Id(IntegerConvertor):
    """`{id:int}` with as many digits as an id can have: Python refuses to read endless ones."""

    regex = "[0-9]{1,16}"


register_url_convertor("int", _Id())


def router(prefix: str = "", tags: Sequence[str] = ()) -> APIRouter:
    """A router of strict routes; `prefix` is the whole path up to the resource (`/v1/orders`)."""
    return APIRouter(prefix=prefix, tags=list(tags), route_class=StrictRoute)


class StrictRoute(APIRoute):
    """A route with exactly one gate, opened before path, query and body are looked at.

    Order of refusals: 401, 429, 403, 406, 400 `unknown_parameter`, 415, the body's form, the
    idempotency key, and only then the fields. A route without a gate cannot be made.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, max_body_size: int | None = None, **settings: Any
    ) -> None:
        self._limit = max_body_size or BODY_LIMIT
        self._accepts = Accepts(settings.get("responses"))
        super().__init__(path, endpoint, **settings)
        self.responses = documented(self, self.responses)

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        gate = _gate_of(self.dependant)
        known = frozenset(_query_names(self.dependant))
        read = _reader(self)
        accepts, limit = self._accepts, self._limit

        async def strictly(request: Request) -> Response:
            await gate.open(request.scope)
            accepts.check(request)
            if request.scope["query_string"]:
                _check_query(request, known)
            strict = StrictRequest(request.scope, request.receive, limit)
            response = await _in_time(_handled(strict, read, handle))
            if "cache-control" not in response.headers:
                response.raw_headers.append(_REVALIDATED)
            return compressed(request, not_modified(request, response))

        return strictly


async def _handled(request: StrictRequest, read: Reader, handle: Handler) -> Response:
    await read(request)
    return await handle(request)


async def _in_time(answering: Awaitable[Response]) -> Response:
    try:
        async with asyncio.timeout(HANDLER_SECONDS) as deadline:
            return await answering
    except TimeoutError:
        if not deadline.expired():
            raise
        raise Unavailable("timeout", "The request took too long and was given up.") from None


def _gate_of(dependant: Dependant) -> Gate:
    gates = [call for call in _calls(dependant) if isinstance(call, Gate)]
    if len(gates) != 1:
        raise TypeError(f"{dependant.path}: a route has one gate (guard(…), .known(), .anyone() or .call(…))")
    return gates[0]


def _calls(dependant: Dependant) -> Iterator[object]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)


def _query_names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield from (info.alias or name for name, info in annotation.model_fields.items())
        else:
            yield field.alias
    for dependency in dependant.dependencies:
        yield from _query_names(dependency)


def _check_query(request: Request, known: Collection[str]) -> None:
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise BadRequest(
            "unknown_parameter",
            "The operation has no such query parameter.",
            parameters=[name[:64] for name in unknown[:10] if name.isascii() and name.isprintable()],
        )
    if b"%00" in request.scope["query_string"]:
        raise Invalid([FieldError("/query", "invalid_text", "NUL characters are no text.")])


def _reader(route: APIRoute) -> Reader:
    field = route.body_field
    if field is None:
        return _read_nothing
    if isinstance(field.field_info, params.File):
        return lambda request: request.read_form("multipart/form-data")
    if isinstance(field.field_info, params.Form):
        return lambda request: request.read_form("application/x-www-form-urlencoded", "multipart/form-data")
    return StrictRequest.read_json


async def _read_nothing(request: StrictRequest) -> None:
    """The operation has no body; one that came along is left unread."""
