"""Routes that enforce authorization and parse bodies strictly."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, params
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.infra.http.access.access_rule import AccessGate, admitted_principal
from shared.infra.http.csv.response import CSV
from shared.infra.http.direct import DirectHandler, direct_handler
from shared.infra.http.lists.paging import LIST_PROBLEM_CODES, ListEndpoint
from shared.infra.http.openapi.document import SORTS
from shared.infra.http.openapi.documented_responses import document_responses
from shared.infra.http.openapi.requirements import access_description, operation_requirements
from shared.infra.http.request_state import RequestState, state_of
from shared.infra.http.requests.strict_request import NO_BODY, StrictRequest, raw_body
from shared.infra.http.requests.unknown_parameters import KnownParameters
from shared.infra.http.requests.uploads import UploadBody
from shared.infra.http.requests.validation import validation_error
from shared.infra.http.responses.compression import compressed
from shared.infra.http.responses.etag import not_modified
from shared.infra.http.responses.negotiation import OfferedMediaTypes
from shared.infra.http.responses.rendered import JSON
from shared.kernel.errors import DomainError, Forbidden, Interrupted, NotFound, Unavailable

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


def combine_routers(*routers: APIRouter) -> APIRouter:
    """Several routers as one. Unlike `include_router` it takes their routes as they are,
    without a layer around each.
    """
    whole = APIRouter()
    whole.routes += [route for routes in routers for route in routes.routes]
    return whole


class StrictRoute(APIRoute):
    """A route with exactly one gate, opened before path, query and body are looked at.

    With a `ListEndpoint` among its dependencies it is a list: JSON or CSV, and all that lists refuse.

    Order of refusals: 401, 429, 403, 406, 400 `unknown_parameter`, 415, the body's form, the
    idempotency key, and only then the fields. A route without a gate cannot be made.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, max_body_size: int | None = None, **settings: Any
    ) -> None:
        self._limit = max_body_size or BODY_LIMIT
        super().__init__(path, endpoint, **settings)
        self.gate = _gate_of(self.dependant)
        self.listing = self._described_as_list()
        self.upload = _upload_of(self.dependant)
        self.responses = document_responses(
            self,
            self.gate,
            self.responses,
            LIST_PROBLEM_CODES if self.listing else (),
            has_body=bool(self.body_field or self.upload),
        )
        self._accepts = OfferedMediaTypes(self.responses, json=_responds_with_json(self.response_class))
        self.description = access_description(self, self.gate)
        self.openapi_extra = operation_requirements(self, self.gate, self.upload, self._limit)
        self._known = KnownParameters(self.dependant)
        self._read = self.upload.read if self.upload else _reader(self)
        self._work = self._with_timeout if self.upload is None else partial(self._with_upload_slot, self.upload)
        if (direct := direct_handler(self)) is not None:
            self.app = self._direct_app(direct)

    def _described_as_list(self) -> ListEndpoint | None:
        """The listing this route answers, documented as such; None if it is no list."""
        for call in _calls(self.dependant):
            if isinstance(call, ListEndpoint):
                call.document_model(self.response_model)
                self.description = f"{self.description}\n\n{call.description}".strip()
                self.responses = {**CSV, **self.responses}
                self.openapi_extra = {**(self.openapi_extra or {}), SORTS: sorted(call.sorts)}
                return call
        return None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """No route matches a path that ends in a slash, so that a parameter that may hold slashes never takes it.

        A slash that is percent-encoded belongs to the parameter.
        """
        if scope["path"].endswith("/") and not _ends_encoded(scope):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await self._answer(StrictRequest(request.scope, request.receive, self._limit), handle)

        return strictly

    def _direct_app(self, handle: DirectHandler) -> ASGIApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            response = await self._answer(StrictRequest(scope, receive, self._limit), handle)
            await response(scope, receive, send)

        return app

    async def _answer(self, request: StrictRequest, handle: DirectHandler) -> Response:
        scope = request.scope
        state = state_of(scope)
        await self.gate.open(scope)
        if self.gate.rule.scope_from_body:
            return await self._with_scope_error(request, handle, state)
        return await self._handle_admitted(request, handle, state)

    async def _with_scope_error(self, request: StrictRequest, handle: DirectHandler, state: RequestState) -> Response:
        """403 for who holds none of the scopes, whatever else is wrong; it names the one that the body needs."""
        try:
            return await self._handle_admitted(request, handle, state)
        except (DomainError, RequestValidationError) as refusal:
            if not isinstance(refusal, Forbidden | Unavailable):
                admitted_principal(request).require(*self.gate.rule.scopes)
            raise

    async def _handle_admitted(self, request: StrictRequest, handle: DirectHandler, state: RequestState) -> Response:
        scope = request.scope
        if "\0" in scope["path"]:
            raise NotFound("path")
        self._accepts.check(state.request_headers.get(b"accept"))
        if scope["query_string"]:
            scope["query_string"] = self._known.read(scope["query_string"])
        response = await self._work(request, handle)
        if self._accepts.is_choice and "vary" not in response.headers:
            response.headers["vary"] = "Accept"
        if not any(name == b"cache-control" for name, _ in response.raw_headers):
            response.raw_headers.append(_REVALIDATED)
        if (known := state.request_headers.get(b"if-none-match")) is not None:
            response = not_modified(scope["method"], known, response)
        return compressed(state.request_headers.get(b"accept-encoding", b""), response)

    async def _with_timeout(
        self, request: StrictRequest, handle: DirectHandler, seconds: float | None = None
    ) -> Response:
        try:
            async with asyncio.timeout(seconds or HANDLER_SECONDS) as deadline:
                request.reject_content_encoding()
                await self._read(request)
                try:
                    return await handle(request)
                except Interrupted:
                    if request.method not in ("GET", "HEAD"):
                        raise
                return await handle(request)  # reading has no effect, and nothing has been sent
        except TimeoutError:
            if not deadline.expired():
                raise
            raise Unavailable("timeout", "The request timed out.") from None

    async def _with_upload_slot(self, upload: UploadBody, request: StrictRequest, handle: DirectHandler) -> Response:
        with upload.slot():
            return await self._with_timeout(request, handle, upload.seconds)


def _ends_encoded(scope: Scope) -> bool:
    raw: bytes = scope.get("raw_path") or b""
    return raw.partition(b"?")[0].endswith((b"%2F", b"%2f"))


def _gate_of(dependant: Dependant) -> AccessGate:
    gates = [call for call in _calls(dependant) if isinstance(call, AccessGate)]
    if len(gates) != 1:
        raise TypeError(f"{dependant.path}: a route has one gate (guard(…), .known(), .anyone() or .command(…))")
    return gates[0]


def _responds_with_json(response_class: object) -> bool:
    """So it does unless its author named another class."""
    return getattr(response_class, "media_type", JSON) == JSON


def _upload_of(dependant: Dependant) -> UploadBody | None:
    return next((call for call in _calls(dependant) if isinstance(call, UploadBody)), None)


def _calls(dependant: Dependant) -> Iterator[object]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)


def _reader(route: APIRoute) -> Reader:
    field = route.body_field
    if field is None:
        reads_itself = raw_body in _calls(route.dependant)
        takes_none = _COMMANDS.intersection(route.methods or ())
        return _read_nothing if takes_none and not reads_itself else _leave_unread
    if isinstance(field.field_info, params.File):
        return lambda request: request.read_form("multipart/form-data")
    if isinstance(field.field_info, params.Form):
        return lambda request: request.read_form("application/x-www-form-urlencoded", "multipart/form-data")
    return StrictRequest.read_json


_COMMANDS = frozenset({"POST", "PUT", "PATCH"})


async def _leave_unread(request: StrictRequest) -> None:
    """Ignore a body that the operation does not take."""


async def _read_nothing(request: StrictRequest) -> None:
    """The command takes no fields: raises Invalid for any that are sent. No body and `{}` say the same."""
    await request.read_json()
    if request.document is NO_BODY or request.document == {}:
        return
    if not isinstance(request.document, dict):
        raise validation_error([{"type": "dict_type", "loc": ("body",), "msg": ""}])
    raise validation_error([{"type": "extra_forbidden", "loc": ("body", name), "msg": ""} for name in request.document])
