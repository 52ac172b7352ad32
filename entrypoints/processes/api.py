"""The API process: one application with the routers of all modules."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from entrypoints.configuration.module_policies import derive_keys
from entrypoints.settings import Settings
from shared.infra import logging
from shared.infra.http.access.access_control import AccessControl
from shared.infra.http.access.client_address import ClientAddress
from shared.infra.http.access.rate_limit import RateCounter, RateLimiter
from shared.infra.http.app import HttpServices, HttpSettings, create_application
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.openapi.glossary import Glossary
from shared.infra.http.responses.problem_codes import ProblemCodes
from shared.infra.http.streams.tickets import Tickets
from shared.infra.telemetry.health import MetricsExposition, Probe, WarningCodes, no_warnings
from shared.kernel.principal import Authenticate, PrincipalResolver


@dataclass(frozen=True, slots=True)
class ApiComponents:
    """The parts that the root container provides.

    `on_startup` runs on the serving event loop before the first request, `on_shutdown` after the last one, even if
    the startup failed. `documents` are served in addition to the OpenAPI document.
    """

    settings: Settings
    routers: Sequence[APIRouter]
    services: HttpServices
    probes: Sequence[Probe]
    on_startup: Callable[[], Awaitable[None]]
    on_shutdown: Callable[[], Awaitable[None]]
    documents: Mapping[str, Callable[[], Mapping[str, object]]] = field(default_factory=dict)
    metrics: MetricsExposition | None = None
    warnings: WarningCodes = no_warnings
    glossary: Glossary = field(default_factory=Glossary)


def create_app(parts: ApiComponents) -> FastAPI:
    """Create the application and configure the process to log JSON lines."""
    log_line = logging.configure(parts.settings.log_level)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            await parts.on_startup()
            yield
        finally:
            await parts.on_shutdown()

    return create_application(
        http_policy(parts.settings),
        parts.routers,
        parts.probes,
        log_line=log_line,
        lifespan=lifespan,
        documents=parts.documents,
        metrics=parts.metrics,
        warnings=parts.warnings,
        glossary=parts.glossary,
        services=parts.services,
    )


def http_policy(settings: Settings) -> HttpSettings:
    return HttpSettings(
        version=version("tradepost"),
        summary="Orders and inventory that never oversell.",
        production=settings.is_production,
        expose_docs=settings.shows_docs,
        cors_origins=tuple(settings.cors_origins),
        metrics_token=settings.metrics_token,
    )


def create_http_services(
    settings: Settings,
    authenticate: Authenticate,
    counter: RateCounter,
    principals: PrincipalResolver,
    problem_codes: ProblemCodes,
) -> HttpServices:
    """Create the services that requests use.

    If rate limits are off, `counter` is not used. `principals` resolves the holders of stream tickets.
    """
    limiter = RateLimiter(counter if settings.rate_limits == "on" else None, settings.rates)
    access = AccessControl(
        authenticate,
        limiter,
        ClientAddress([str(network) for network in settings.trusted_proxies]),
        keys_required=settings.requires_idempotency_keys,
        fingerprint_key=fingerprint_key(settings),
    )
    return HttpServices(
        access=access,
        cursors=Cursors(derive_keys("cursors", settings.secret_keys)),
        tickets=Tickets(derive_keys("stream-tickets", settings.secret_keys), principals),
        problem_codes=problem_codes,
    )


def fingerprint_key(settings: Settings) -> bytes:
    """Derived from the oldest key, so that a key rotation does not invalidate the fingerprints of recent requests."""
    return derive_keys("fingerprints", settings.secret_keys)[-1].encode()
