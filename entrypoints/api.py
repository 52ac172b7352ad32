"""The API's process: one application over what the modules offer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version

from fastapi import APIRouter, FastAPI

from entrypoints.api_glossary.document import api_glossary
from entrypoints.policies import keys_for
from entrypoints.settings import Settings
from shared.infra import logging
from shared.infra.http.access.client_address import ClientAddress
from shared.infra.http.access.rate_limit import RateCounter, RateLimiter
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.health import MetricsExposition, Probe
from shared.infra.http.lists.cursors import Cursors
from shared.infra.http.streams.tickets import Tickets
from shared.kernel.principal import Authenticate, PrincipalResolver


@dataclass(frozen=True, slots=True)
class ApiParts:
    """What the root container hands over. `opened` runs on the loop that serves, before the
    first request; `closed` after the last, in any case. `documents` are served beside the API's own,
    `metrics` tells them all.
    """

    settings: Settings
    routers: Sequence[APIRouter]
    probes: Sequence[Probe]
    opened: Callable[[], Awaitable[None]]
    closed: Callable[[], Awaitable[None]]
    documents: Mapping[str, Callable[[], Mapping[str, object]]] = field(default_factory=dict)
    metrics: MetricsExposition | None = None


def create_app(parts: ApiParts) -> FastAPI:
    """The application; from here on the process logs JSON lines."""
    log_line = logging.configure(parts.settings.log_level)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            await parts.opened()
            yield
        finally:
            await parts.closed()

    glossary = api_glossary(parts.settings)
    return create_application(
        http_policy(parts.settings),
        parts.routers,
        parts.probes,
        log_line,
        lifespan,
        parts.documents,
        parts.metrics,
        glossary,
    )


def http_policy(settings: Settings) -> HttpSettings:
    return HttpSettings(
        version=version("tradepost"),
        production=settings.is_production,
        expose_docs=settings.shows_docs,
        cors_origins=tuple(settings.cors_origins),
        metrics_token=settings.metrics_token,
    )


def guard(
    settings: Settings, authenticate: Authenticate, counter: RateCounter, recall: PrincipalResolver | None = None
) -> Authorizer:
    """The guard all routers share; with rate limits off the counter is left alone, without `recall`
    there are no tickets.
    """
    limiter = RateLimiter(counter if settings.rate_limits == "on" else None, settings.rates)
    return Authorizer(
        authenticate,
        limiter,
        Cursors(keys_for("cursors", settings.secret_keys)),
        ClientAddress([str(network) for network in settings.trusted_proxies]),
        keys_required=settings.requires_idempotency_keys,
        tickets=Tickets(keys_for("stream-tickets", settings.secret_keys), recall) if recall else None,
        fingerprint_key=fingerprint_key(settings),
    )


def fingerprint_key(settings: Settings) -> bytes:
    """Made of the oldest key: a new one put before it leaves the requests of the last days recognised."""
    return keys_for("fingerprints", settings.secret_keys)[-1].encode()
