"""The fast path: operations that are served ahead of the framework, by the same route and the same handler.

FastAPI's middleware, routing and injection take a third of the server's CPU time of a request (docs/performance.md).
An operation that is declared with `fast_path=True` is called directly instead. `StrictRoute.respond` checks the access
rule and reads the body as for every request; `HandlerArguments` resolves the arguments as FastAPI does. Request
context, log line, metrics and error responses are those of all requests.
`tests/edges/fast_path` sends the same requests both ways and compares the bytes.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.infra.http.requests.declared_parameters import signature_of
from shared.infra.http.requests.handler_arguments import HandlerArguments
from shared.infra.http.requests.strict_request import StrictRequest
from shared.infra.http.routing import StrictRoute

ExceptionHandlers = Mapping[Any, Callable[[Request, Exception], Response | Awaitable[Response]]]
"""Starlette's exception handlers, by class."""


class FastRoute(StrictRoute):
    """A route whose arguments `HandlerArguments` can resolve; raises TypeError for any other.

    It is an ordinary route too: FastAPI documents it, and serves it where `FastPath` is not installed.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:
        super().__init__(path, endpoint, **settings)
        if self.upload is not None:
            raise TypeError(f"{path}: a fast route takes no upload")
        self._arguments = HandlerArguments(signature_of(self))

    async def respond_directly(self, request: StrictRequest) -> Response:
        """Respond without FastAPI. Raises what the handler raises, and RequestValidationError."""
        return await self.respond(request, self._handle)

    async def _handle(self, request: StrictRequest) -> Response:
        values, errors = await self._arguments.resolve(request)
        if errors:
            raise RequestValidationError(errors)
        response: Response = await self.endpoint(**values)
        return response


class FastPath:
    """Pure ASGI: serves the requests that a fast route is the first to match, and passes on all others.

    `routes` are all routes in the order in which they are matched.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[StrictRoute], handlers: ExceptionHandlers) -> None:
        self._app = app
        self._handlers = handlers
        self._fixed: dict[tuple[str, str], FastRoute] = {}
        self._templates: dict[str, list[tuple[FastRoute, Sequence[StrictRoute]]]] = {}
        for number, route in enumerate(routes):
            if isinstance(route, FastRoute):
                for method in route.methods or ():
                    self._add(route, method, [one for one in routes[:number] if method in (one.methods or ())])

    def _add(self, route: FastRoute, method: str, before: Sequence[StrictRoute]) -> None:
        if "{" not in route.path:
            self._fixed[method, route.path] = route
        else:
            rivals = [one for one in before if _may_share_paths(one, route)]
            self._templates.setdefault(method, []).append((route, rivals))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self._matching(scope) if scope["type"] == "http" else None
        if route is None:
            await self._app(scope, receive, send)
            return
        request = StrictRequest(scope, receive, route.body_limit)
        try:
            response = await route.respond_directly(request)
        except Exception as error:
            response = await self._error_response(request, error)
        await response(scope, receive, send)

    def _matching(self, scope: Scope) -> FastRoute | None:
        """The fast route that FastAPI would call; adds to the scope what its router adds."""
        method, path = scope["method"], scope["path"]
        route = self._fixed.get((method, path))
        if route is not None:
            scope["route"], scope["endpoint"], scope["path_params"] = route, route.endpoint, {}
            return route
        for candidate, rivals in self._templates.get(method, ()):
            match, found = candidate.matches(scope)
            if match is Match.FULL and not any(rival.matches(scope)[0] is Match.FULL for rival in rivals):
                scope.update(found)
                return candidate
        return None

    async def _error_response(self, request: Request, error: Exception) -> Response:
        for kind in type(error).__mro__:
            if (handler := self._handlers.get(kind)) is not None:
                response = handler(request, error)
                return response if isinstance(response, Response) else await response
        raise error


def _may_share_paths(one: StrictRoute, other: StrictRoute) -> bool:
    """Whether the parts of their paths before the first parameter allow a path that both match."""
    fixed, other_fixed = (route.path.partition("{")[0] for route in (one, other))
    return fixed.startswith(other_fixed) or other_fixed.startswith(fixed)
