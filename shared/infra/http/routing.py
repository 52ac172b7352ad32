"""Routes that enforce authorization and parse bodies strictly."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from fastapi import params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from shared.infra.http.access.gates import AccessGate, admitted_principal
from shared.infra.http.csv.response import CSV
from shared.infra.http.lists.paging import LIST_PROBLEM_CODES, ListEndpoint
from shared.infra.http.openapi.document import SORTS
from shared.infra.http.openapi.documented_responses import document_responses
from shared.infra.http.openapi.requirements import access_description, operation_requirements
from shared.infra.http.request_state import RequestState, state_of
from shared.infra.http.requests.declared_parameters import (
    dependencies,
    own_query_parameters,
    query_parameters,
    replace_handler,
)
from shared.infra.http.requests.multipart.uploads import UploadBody
from shared.infra.http.requests.ranges import Ranges
from shared.infra.http.requests.strict_request import NO_BODY, StrictRequest, raw_body
from shared.infra.http.requests.unknown_parameters import KnownParameters
from shared.infra.http.requests.validation import validation_error
from shared.infra.http.responses.compression import compressed
from shared.infra.http.responses.etag import not_modified
from shared.infra.http.responses.negotiation import OfferedMediaTypes
from shared.infra.http.responses.rendered import JSON
from shared.kernel.errors import DomainError, Forbidden, Interrupted, NotFound, Unavailable

Handler = Callable[[StrictRequest], Awaitable[Response]]
Reader = Callable[[StrictRequest], Awaitable[None]]

BODY_LIMIT = 2**20
"""Maximum number of bytes of a body, unless the route has a `max_body_size`."""

HANDLER_SECONDS = 30.0
"""Maximum time for reading the body and handling the request; sending the response is not limited."""

_REVALIDATED = (b"cache-control", b"private, no-cache")


class _Id(IntegerConvertor):
    """`{id:int}` with at most as many digits as an id has: Python rejects very long ones."""

    regex = "[0-9]{1,16}"


register_url_convertor("int", _Id())


class StrictRoute(APIRoute):
    """A route with exactly one access rule, which is checked before path, query and body are read.

    FastAPI resolves parameters and the body. A route with a `ListEndpoint` among its dependencies is a list: it
    responds with JSON or CSV.

    Order of errors: 401, 429, 403, 406, 400 `unknown_parameter`, 415, malformed body, idempotency key, fields.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        max_body_size: int | None = None,
        **settings: Any,
    ) -> None:
        self.body_limit = max_body_size or BODY_LIMIT
        super().__init__(path, endpoint, **settings)
        self._fixed_path = self.path.partition("{")[0]
        replace_handler(self, Ranges(own_query_parameters(self)).checked(self.endpoint))
        found = dependencies(self)
        self.gate = _gate_of(self.path, found)
        self.listing = self._described_as_list(found)
        self.upload = next((call for call in found if isinstance(call, UploadBody)), None)
        self.responses = document_responses(
            self,
            self.gate,
            self.responses,
            more=LIST_PROBLEM_CODES if self.listing else (),
            has_body=bool(self.body_field or self.upload),
        )
        self._accepts = OfferedMediaTypes(self.responses, json=_responds_with_json(self.response_class))
        self.description = access_description(self, self.gate)
        self.openapi_extra = operation_requirements(self, self.gate, self.upload, most=self.body_limit)
        self._known = KnownParameters(query_parameters(self))
        self._read = self.upload.read if self.upload else _reader(self, found)
        self._work = self._with_timeout if self.upload is None else partial(self._with_upload_slot, self.upload)

    def _described_as_list(self, found: Sequence[object]) -> ListEndpoint | None:
        """Document the route as a list if it has a `ListEndpoint`, and return it."""
        for call in found:
            if isinstance(call, ListEndpoint):
                call.describe_rows(self.path, self.response_model)
                self.description = f"{self.description}\n\n{call.description}".strip()
                self.responses = {**CSV, **self.responses}
                self.openapi_extra = {**(self.openapi_extra or {}), SORTS: sorted(call.sorts)}
                return call
        return None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match no path that ends in a slash, so that a parameter never contains it; a percent-encoded one may.

        Most routes are ruled out by the part of their path before the first parameter, without a regular expression.
        """
        path: str = scope["path"]
        is_near = path.startswith(self._fixed_path, len(scope.get("root_path", "")))
        if not is_near or (path.endswith("/") and not _ends_encoded(scope)):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await self.respond(StrictRequest(request.scope, request.receive, self.body_limit), handle)

        return handle_strictly

    async def respond(self, request: StrictRequest, handle: Handler) -> Response:
        """Check the access rule, then read the request and call `handle`, normally FastAPI's handler."""
        scope = request.scope
        state = state_of(scope)
        await self.gate.authorize(scope)
        if self.gate.rule.scope_from_body:
            return await self._with_scope_error(request, handle, state)
        return await self._handle_admitted(request, handle, state)

    async def _with_scope_error(self, request: StrictRequest, handle: Handler, state: RequestState) -> Response:
        """Respond with 403 to a caller without any of the scopes, whatever else is wrong with the request."""
        try:
            return await self._handle_admitted(request, handle, state)
        except (DomainError, RequestValidationError) as error:
            if not isinstance(error, Forbidden | Unavailable):
                admitted_principal(request).require(*self.gate.rule.scopes)
            raise

    async def _handle_admitted(self, request: StrictRequest, handle: Handler, state: RequestState) -> Response:
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

    async def _with_timeout(self, request: StrictRequest, handle: Handler, seconds: float | None = None) -> Response:
        try:
            async with asyncio.timeout(seconds or HANDLER_SECONDS) as deadline:
                request.reject_content_encoding()
                await self._read(request)
                try:
                    return await handle(request)
                except Interrupted:
                    if request.method not in ("GET", "HEAD"):
                        raise
                return await handle(request)  # a read can be repeated: nothing has been sent yet
        except TimeoutError:
            if not deadline.expired():
                raise
            raise Unavailable("timeout", "The request timed out.") from None

    async def _with_upload_slot(self, upload: UploadBody, request: StrictRequest, handle: Handler) -> Response:
        with upload.slot():
            return await self._with_timeout(request, handle, upload.seconds)


def _ends_encoded(scope: Scope) -> bool:
    raw: bytes = scope.get("raw_path") or b""
    return raw.partition(b"?")[0].endswith((b"%2F", b"%2f"))


def _gate_of(path: str, found: Sequence[object]) -> AccessGate:
    gates = [call for call in found if isinstance(call, AccessGate)]
    if len(gates) != 1:
        declarations = "requires(…), signed_in(…), public(…), command(…) or stream(…)"
        raise TypeError(f"{path}: a route has one gate: {declarations}")
    return gates[0]


def _responds_with_json(response_class: object) -> bool:
    """Whether the route's response class is JSON, which is the default."""
    return getattr(response_class, "media_type", JSON) == JSON


def _reader(route: APIRoute, found: Sequence[object]) -> Reader:
    field = route.body_field
    if field is None:
        reads_itself = raw_body in found
        takes_none = _COMMANDS.intersection(route.methods or ())
        return _read_nothing if takes_none and not reads_itself else _leave_unread
    if isinstance(field.field_info, params.File):
        return lambda request: request.read_form("multipart/form-data")
    if isinstance(field.field_info, params.Form):
        return lambda request: request.read_form("application/x-www-form-urlencoded", "multipart/form-data")
    return StrictRequest.read_json


_COMMANDS = frozenset({"POST", "PUT", "PATCH"})


async def _leave_unread(request: StrictRequest) -> None:
    """Ignore a body that the operation does not have."""


async def _read_nothing(request: StrictRequest) -> None:
    """Raise Invalid for any field of a command that has none. No body and `{}` are the same."""
    await request.read_json()
    if request.document is NO_BODY or request.document == {}:
        return
    if not isinstance(request.document, dict):
        raise validation_error([{"type": "dict_type", "loc": ("body",), "msg": ""}])
    raise validation_error([{"type": "extra_forbidden", "loc": ("body", name), "msg": ""} for name in request.document])
