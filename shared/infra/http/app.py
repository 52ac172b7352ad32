"""The one FastAPI application, put together from what it is handed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.infra.http import docs, exception_handlers, health, home_page
from shared.infra.http.health import MetricsExposition, Probe
from shared.infra.http.metrics import HTTP
from shared.infra.http.openapi.document import complete_document
from shared.infra.http.openapi.glossary import Glossary
from shared.infra.http.request_context import LogLine, RequestContext
from shared.infra.http.responses import problem_pages
from shared.infra.http.responses.security_headers import security_headers
from shared.infra.http.route_index import RouteIndex
from shared.infra.http.routing import StrictRoute
from shared.infra.telemetry.exposition import Exposition

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

NAME = "Tradepost"
SUMMARY = "Orders and inventory that never oversell."

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_REQUEST_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer",
                    "X-Request-ID", "traceparent", "Last-Event-ID")  # fmt: skip
_RESPONSE_HEADERS = ("Content-Disposition", "ETag", "Idempotent-Replayed", "Link", "Location", "Preference-Applied",
                   "RateLimit", "RateLimit-Policy", "Report-Generated-At", "Report-Watermark", "Retry-After",
                   "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-ID")  # fmt: skip


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How the application meets the world. `cors_origins` are exact origins, never `*`."""

    version: str
    production: bool = False
    expose_docs: bool = True
    cors_origins: tuple[str, ...] = ()
    metrics_token: str | None = None

    def __post_init__(self) -> None:
        if {"*", "null"} & set(self.cors_origins):
            raise ValueError("CORS origins are named one by one")


class _Cors(CORSMiddleware):
    """CORS for requests from other origins; the rest pass untouched."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        foreign = any(name == b"origin" for name, _ in scope.get("headers", ()))
        await (super().__call__ if foreign else self.app)(scope, receive, send)


class _Application(FastAPI):
    """FastAPI without the layers whose work is done elsewhere, and with a document that is complete.

    Errors end in `RequestContext`, bodies are measured by `StrictRequest`.
    """

    def __init__(self, glossary: Glossary, **settings: Any) -> None:
        super().__init__(**settings)
        self._glossary = glossary
        self._document: dict[str, Any] | None = None
        self._describing = Lock()

    def openapi(self) -> dict[str, Any]:
        with self._describing:
            if self._document is None:
                self._document = complete_document(super().openapi(), self._glossary)
                # FastAPI would keep the document that was changed in place, and take it for its own.
                self.openapi_schema = None
            return self._document

    def build_middleware_stack(self) -> ASGIApp:
        exception_handlers = {
            kind: handler for kind, handler in self.exception_handlers.items() if kind is not Exception
        }
        app: ASGIApp = ExceptionMiddleware(AsyncExitStackMiddleware(self.router), handlers=exception_handlers)
        for layer in reversed(self.user_middleware):
            app = layer.cls(app, *layer.args, **layer.kwargs)
        return app


_EMPTY_GLOSSARY = Glossary()


def create_application(
    policy: HttpSettings,
    routers: Sequence[APIRouter],
    probes: Sequence[Probe],
    log_line: LogLine,
    lifespan: Lifespan,
    documents: docs.Documents = MappingProxyType({}),
    metrics: MetricsExposition | None = None,
    glossary: Glossary = _EMPTY_GLOSSARY,
) -> FastAPI:
    """The application serving the routers, with documentation, health and error pages beside them."""
    app = _Application(
        glossary,
        title=NAME,
        version=policy.version,
        summary=SUMMARY,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    # Not by include_router, which wraps every route once more: a module's router has its whole path.
    app.router.routes += [route for routes in routers for route in routes.routes]
    gates = [route.gate for route in app.router.routes if isinstance(route, StrictRoute)]
    exception_handlers.install(app, gates[0].for_anyone() if gates else None)
    health.install(app, policy.version, probes, metrics or Exposition(policy.version), policy.metrics_token)
    problem_pages.install(app)
    home_page.install(app, NAME, SUMMARY, policy.version, shows_docs=policy.expose_docs)
    if policy.expose_docs:
        docs.install(app, documents)
    if policy.cors_origins:
        app.add_middleware(
            _Cors,
            allow_origins=policy.cors_origins,
            allow_methods=_METHODS,
            allow_headers=_REQUEST_HEADERS,
            expose_headers=_RESPONSE_HEADERS,
            max_age=600,
        )
    app.router.routes.insert(0, RouteIndex(app.router.routes))
    app.add_middleware(
        RequestContext, log_line=log_line, metrics=HTTP, headers=security_headers(production=policy.production)
    )
    return app
