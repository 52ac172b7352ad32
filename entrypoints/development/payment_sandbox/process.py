"""The sandbox process."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette

from entrypoints.development.payment_sandbox.authentication_page import AuthenticationPage
from entrypoints.development.payment_sandbox.connection_cut import CuttableConnection
from entrypoints.development.payment_sandbox.control_api import ControlApi
from entrypoints.development.payment_sandbox.sandbox import Sandbox
from entrypoints.development.payment_sandbox.settings import SandboxSettings
from entrypoints.development.payment_sandbox.stripe_api.http_api import HttpApi
from entrypoints.development.payment_sandbox.webhooks import WebhookSender
from entrypoints.http.http_server import run_server
from shared.infra import logging

DRAIN_SECONDS = 5


def run(settings: SandboxSettings) -> None:
    """Serve until stopped; pending requests are finished first."""
    os.umask(0o077)
    logging.configure("INFO")
    run_server(
        application(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=CuttableConnection,
        ws="none",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def application(settings: SandboxSettings) -> Starlette:
    sandbox = Sandbox(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        sandbox.store.open()
        messenger = asyncio.create_task(WebhookSender(sandbox).run())
        yield
        messenger.cancel()
        with suppress(asyncio.CancelledError):
            await messenger
        await asyncio.to_thread(sandbox.store.close)

    parts = (ControlApi(sandbox), AuthenticationPage(sandbox), HttpApi(sandbox))
    return Starlette(routes=[route for part in parts for route in part.routes()], lifespan=lifespan)
