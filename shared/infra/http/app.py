"""The FastAPI application, composed of the modules' routers."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware.cors import CORSMiddleware

from shared.infra.http import docs, exception_handlers, health, home_page
from shared.infra.http.access.access_control import AccessControl
from shared.infra.http.app_services import provide
from shared.infra.http.fast_path import FastPath
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.metrics import HTTP
from shared.infra.http.openapi.document import complete_document
from shared.infra.http.openapi.documented_responses import declared_codes
from shared.infra.http.openapi.glossary import Glossary
from shared.infra.http.request_context import LogLine, RequestContext
from shared.infra.http.responses import problem_pages
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.responses.security_headers import security_headers
from shared.infra.http.routing import StrictRoute
from shared.infra.http.streams.tickets import Tickets
from shared.infra.telemetry.exposition import Exposition
from shared.infra.telemetry.health import MetricsExposition, Probe, WarningCodes, no_warnings

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

NAME = "Tradepost"

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_REQUEST_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer",
                    "X-Request-ID", "traceparent", "Last-Event-ID")  # fmt: skip
_RESPONSE_HEADERS = ("Content-Disposition", "ETag", "Idempotent-Replayed", "Link", "Location", "Preference-Applied",
                   "RateLimit", "RateLimit-Policy", "Report-Generated-At", "Report-Watermark", "Retry-After",
                   "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-ID")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpServices:
    """Services that are looked up while a request is handled."""

    access: AccessControl
    cursors: Cursors
    tickets: Tickets
    problem_codes: ProblemCodes


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """The application's settings.

    `summary` is one sentence about what is served. `cors_origins` are exact origins, never `*`.
    """

    version: str
    summary: str = ""
    production: bool = False
    expose_docs: bool = True
    cors_origins: tuple[str, ...] = ()
    metrics_token: str | None = None

    def __post_init__(self) -> None:
        if {"*", "null"} & set(self.cors_origins):
            raise ValueError("CORS origins are named one by one")


class UnknownProblemCode(Exception):
    """A route declares an error code that no module defines."""


class _Application(FastAPI):
    """FastAPI with a completed OpenAPI document."""

    def __init__(
        self, glossary: Glossary, problem_codes: ProblemCodes, *, keys_required: bool, **settings: Any
    ) -> None:
        super().__init__(**settings)
        self._glossary = glossary
        self._problem_codes = problem_codes
        self._keys_required = keys_required
        self._document: dict[str, Any] | None = None
        self._describing = Lock()

    def openapi(self) -> dict[str, Any]:
        with self._describing:
            if self._document is None:
                document = super().openapi()
                self._document = complete_document(
                    document, self._glossary, self._problem_codes, keys_required=self._keys_required
                )
                # FastAPI would cache the document that was changed in place as its own.
                self.openapi_schema = None
            return self._document


_EMPTY_GLOSSARY = Glossary()


def create_application(
    policy: HttpSettings,
    routers: Sequence[APIRouter],
    probes: Sequence[Probe],
    *,
    log_line: LogLine,
    lifespan: Lifespan,
    documents: docs.Documents = MappingProxyType({}),
    metrics: MetricsExposition | None = None,
    warnings: WarningCodes = no_warnings,
    glossary: Glossary = _EMPTY_GLOSSARY,
    services: HttpServices,
) -> FastAPI:
    """Create the application: the routers, documentation, health checks and error pages.

    A router's routes have their whole path. Raises UnknownProblemCode if a route declares a code that is not given.
    """
    app = _Application(
        glossary,
        services.problem_codes,
        keys_required=services.access.keys_required,
        title=NAME,
        version=policy.version,
        summary=policy.summary,
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    for service in (services.access, services.cursors, services.tickets, services.problem_codes):
        provide(app, service)
    for router in routers:
        app.include_router(router)
    exception_handlers.install(app)
    health.install(
        app,
        policy.version,
        probes,
        render_metrics=metrics or Exposition(policy.version),
        metrics_token=policy.metrics_token,
        warnings=warnings,
    )
    problem_pages.install(app)
    home_page.install(app, NAME, summary=policy.summary, version=policy.version, shows_docs=policy.expose_docs)
    if policy.expose_docs:
        docs.install(app, documents)
    # Middleware is added from the inside out; this one calls routes directly.
    app.add_middleware(FastPath, routes=strict_routes(app), handlers=app.exception_handlers)
    if policy.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=policy.cors_origins,
            allow_methods=_METHODS,
            allow_headers=_REQUEST_HEADERS,
            expose_headers=_RESPONSE_HEADERS,
            max_age=600,
        )
    app.add_middleware(
        RequestContext, log_line=log_line, metrics=HTTP, headers=security_headers(production=policy.production)
    )
    # FastAPI resolves included routes on first use: here, so that the first request does not wait for it.
    for strict_route in strict_routes(app):
        if unknown := set(declared_codes(strict_route.responses)) - services.problem_codes.keys():
            raise UnknownProblemCode(f"{strict_route.path} declares the undefined codes {', '.join(sorted(unknown))}")
    return app


def strict_routes(app: FastAPI) -> Sequence[StrictRoute]:
    """The API's routes, in the order in which they are matched."""
    routes = (context.original_route for context in iter_route_contexts(app.routes))
    return [route for route in routes if isinstance(route, StrictRoute)]
