"""The fast path: an operation that is served ahead of the framework, by the same route and the same handler.

FastAPI's middleware, routing and injection take a third of the server's CPU time of a request (docs/performance.md).
An operation that is declared with `fast_path=True` is called directly instead. `StrictRoute.respond` checks the access
rule and reads the body as for every request; then this file does what FastAPI does: it validates the body and calls the
handler. Request context, log line, metrics and error responses are those of all requests.
`tests/edges/test_fast_path.py` sends the same requests both ways and compares the bytes.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from inspect import signature
from typing import Any, get_type_hints

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.infra.http.access.gates import CommandGate
from shared.infra.http.requests.strict_request import NO_BODY, StrictRequest
from shared.infra.http.routing import StrictRoute

ExceptionHandlers = Mapping[Any, Callable[[Request, Exception], Response | Awaitable[Response]]]
"""Starlette's exception handlers, by class."""


class FastRoute(StrictRoute):
    """A command without path parameters, whose handler takes `body`, `request` and `call`.

    It is an ordinary route too: FastAPI documents it, and serves it where `FastPath` is not installed.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        super().__init__(path, endpoint, **settings)
        model, gate = get_type_hints(self.endpoint).get("body"), self.gate
        takes = signature(self.endpoint).parameters.keys()
        if takes != {"body", "request", "call"} or model is None or not isinstance(gate, CommandGate) or "{" in path:
            raise TypeError(
                f"{path}: the handler of a fast route takes a model as body, a request and a command as call"
            )
        self._command = gate
        self._body: TypeAdapter[BaseModel] = TypeAdapter(model)

    async def respond_directly(self, request: StrictRequest) -> Response:
        """Respond without FastAPI. Raises what the handler raises, and RequestValidationError."""
        request.scope["route"], request.scope["endpoint"], request.scope["path_params"] = self, self.endpoint, {}
        return await self.respond(request, self._handle)

    async def _handle(self, request: StrictRequest) -> Response:
        call = await self._command(request)
        response: Response = await self.endpoint(body=self._validated(request), request=request, call=call)
        return response

    def _validated(self, request: StrictRequest) -> BaseModel:
        """The body as its model. Raises RequestValidationError, as FastAPI does."""
        if request.document is NO_BODY:
            raise RequestValidationError([{"type": "missing", "loc": ("body",), "msg": "Field required"}])
        try:
            return self._body.validate_python(request.document)
        except ValidationError as invalid:
            errors = invalid.errors(include_url=False)
            raise RequestValidationError([{**error, "loc": ("body", *error["loc"])} for error in errors]) from None


class FastPath:
    """Pure ASGI: serves requests for the exact method and path of a fast route, and passes on all others."""

    def __init__(self, app: ASGIApp, routes: Iterable[StrictRoute], handlers: ExceptionHandlers) -> None:
        self._app = app
        self._handlers = handlers
        self._routes = {
            (method, route.path): route
            for route in routes
            if isinstance(route, FastRoute)
            for method in route.methods or ()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._routes.get((scope["method"], scope["path"])) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        request = StrictRequest(scope, receive, route.body_limit)
        try:
            response = await route.respond_directly(request)
        except Exception as error:
            response = await self._error_response(request, error)
        await response(scope, receive, send)

    async def _error_response(self, request: Request, error: Exception) -> Response:
        for kind in type(error).__mro__:
            if (handler := self._handlers.get(kind)) is not None:
                response = handler(request, error)
                return response if isinstance(response, Response) else await response
        raise error
