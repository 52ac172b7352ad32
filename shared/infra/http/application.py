"""The one FastAPI application, put together from what it is handed."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI
from starlette.middleware.cors import CORSMiddleware

from shared.infra.http import docs, handlers, health, problem_pages
from shared.infra.http.health import Probe
from shared.infra.http.request_context import LogLine, RequestContext
from shared.infra.http.security_headers import security_headers
from shared.infra.telemetry import HTTP

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_REQUEST_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Prefer",
                    "X-Request-ID", "traceparent", "Last-Event-ID")  # fmt: skip
_ANSWER_HEADERS = ("ETag", "Idempotent-Replayed", "Link", "Location", "Preference-Applied", "RateLimit",
                   "RateLimit-Policy", "Retry-After", "X-Request-ID")  # fmt: skip


@dataclass(frozen=True, slots=True)
class HttpPolicy:
    """How the application meets the world. `cors_origins` are exact origins, never `*`."""

    version: str
    production: bool = False
    expose_docs: bool = True
    cors_origins: tuple[str, ...] = ()
    metrics_token: str | None = None

    def __post_init__(self) -> None:
        if {"*", "null"} & set(self.cors_origins):
            raise ValueError("CORS origins are named one by one")


def assemble(
    policy: HttpPolicy, routers: Sequence[APIRouter], probes: Sequence[Probe], log_line: LogLine, lifespan: Lifespan
) -> FastAPI:
    """The application serving the routers, with documentation, health and error pages beside them."""
    app = FastAPI(
        title="Tradepost",
        version=policy.version,
        summary="Orders and inventory that never oversell.",
        lifespan=lifespan,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    for routes in routers:
        app.include_router(routes)
    handlers.install(app)
    health.install(app, policy.version, probes, policy.metrics_token)
    problem_pages.install(app)
    if policy.expose_docs:
        docs.install(app)
    if policy.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=policy.cors_origins,
            allow_methods=_METHODS,
            allow_headers=_REQUEST_HEADERS,
            expose_headers=_ANSWER_HEADERS,
            max_age=600,
        )
    app.add_middleware(
        RequestContext, log_line=log_line, metrics=HTTP, headers=security_headers(production=policy.production)
    )
    return app
