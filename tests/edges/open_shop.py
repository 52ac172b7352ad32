"""Opens a shop, with the values that the samples of the modules create."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from fastapi import FastAPI

from entrypoints.api_program import ApiProgram
from entrypoints.monitoring.probes import api_probes
from entrypoints.processes.api import http_policy
from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.http_container import UsersHttpContainer
from shared.infra.http.app import create_application
from shared.infra.injection import override, resolve
from shared.infra.logging import JsonLines
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM
from tests.api_document import described
from tests.edges.document import operations
from tests.edges.raw_requests import Asker
from tests.edges.samples import Samples
from tests.edges.shop import PASSWORD, Person, Shop
from tests.module_samples import all_samples
from tests.running.databases import DatabaseUrls
from tests.settings import settings_of

A_LONG_RUN = timedelta(days=1)
"""Tokens stay valid for the whole run, so that no caller has to sign in again."""


@asynccontextmanager
async def opened(database: DatabaseUrls, redis_url: str, **environment: str) -> AsyncIterator[Shop]:
    """Create an empty shop with strict rules, without rate limits, with an administrator."""
    chosen = {"TRADEPOST_RATE_LIMITS": "off", "TRADEPOST_IDEMPOTENCY_STRICT": "1", **environment}
    chosen |= {"TRADEPOST_MAX_UNPAID_ORDERS": "0"}  # what other tests have placed is no test's business

    settings = settings_of(database.program, redis_url, **chosen)
    container = ApiProgram(lambda: settings, "edges")
    policy = replace(resolve(container.of(UsersHttpContainer).policy), access_for=A_LONG_RUN)
    override(container.of(UsersHttpContainer).policy, policy)
    logs = io.BytesIO()
    app = create_application(
        http_policy(settings),
        container.routers(),
        api_probes(container.database(), resolve(container.process.redis).ping),
        log_line=JsonLines(logs),
        lifespan=nothing_to_open,
        documents=container.documents(),
        services=container.http_services(),
    )
    await register(container.database(), container.consumers())
    document = described(app)
    known = {name: value for each in all_samples() for name, value in each.document.field_values.items()}
    shop = Shop(container, app, Asker(app), operations(document), Samples(document, known), database, logs)
    admin = CreateFirstAdminCommand(
        principal=SYSTEM,
        metadata=EventMetadata("operator", "r"),
        email="admin@people.example",
        username="admin",
        password=PASSWORD,
    )
    user = await resolve(container.of(UsersHttpContainer).create_first_admin)(admin)
    shop.people["admin"] = Person(await shop.sign_in("admin"), user.id)
    try:
        yield shop
    finally:
        container.streams().close()
        await container.close()


@asynccontextmanager
async def nothing_to_open(_app: FastAPI) -> AsyncIterator[None]:
    yield
