"""Serves the monitoring endpoints of the worker, the relay and the scheduler beside their work."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version

from uvicorn import Config
from uvicorn.server import ServerState

from entrypoints.http.bounded_http import BoundedHttpProtocol
from entrypoints.monitoring.app import MonitoringApp
from entrypoints.settings import Settings
from shared.infra.telemetry.exposition import Exposition
from shared.infra.telemetry.health import Probe, WarningCodes, no_warnings
from shared.infra.telemetry.samples import GaugeSampler
from shared.kernel.module import Stop

MAX_CONNECTIONS = 50
STOP_SECONDS = 2.0
"""Time that running requests have when the process stops."""


class PortInUse(Exception):
    """The process cannot listen on its monitoring port; the message says why and which variable to set."""


class MonitoringServer:
    """Listens on TRADEPOST_METRICS_PORT. Without a request it does nothing, unlike uvicorn's server, which ticks."""

    def __init__(self, app: MonitoringApp, listening: socket.socket) -> None:
        self._app = app
        self._listening = listening
        self._state = ServerState()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    async def run(self, stop: Stop) -> None:
        """Serve until stopped."""
        loop = asyncio.get_running_loop()
        config = Config(
            self._app,
            http=BoundedHttpProtocol,
            ws="none",
            lifespan="off",
            proxy_headers=False,
            log_config=None,
            access_log=False,
            limit_concurrency=MAX_CONNECTIONS,
        )
        config.load()
        server = await loop.create_server(
            lambda: BoundedHttpProtocol(config, self._state, app_state={}, _loop=loop), sock=self._listening
        )
        try:
            await stop.wait()
        finally:
            server.close()
            await self._close_connections()

    async def _close_connections(self) -> None:
        for connection in list(self._state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(*self._state.tasks, return_exceptions=True)


def monitoring_server(
    settings: Settings,
    port: int,
    *,
    probes: Sequence[Probe],
    samples: GaugeSampler,
    warnings: WarningCodes = no_warnings,
) -> MonitoringServer:
    """The server of this process, which already listens. Raises PortInUse."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listening = socket.create_server((settings.host, port), family=family)
    except OSError as error:
        raise PortInUse(
            f"TRADEPOST_METRICS_PORT: cannot listen on {settings.host}:{port} ({error.strerror}); set another port"
        ) from None
    program = version("tradepost")
    exposition = Exposition(program, samples, own_process=True)
    app = MonitoringApp(program, probes, exposition, metrics_token=settings.metrics_token, warnings=warnings)
    return MonitoringServer(app, listening)
