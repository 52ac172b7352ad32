"""uvicorn's server, which wakes once a second while it is idle instead of ten times."""

import asyncio
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn

STARTUP_FAILED = 3
"""The exit code of `uvicorn.run` if the server could not start."""
TICKS_A_SECOND = 10
"""uvicorn renews the `Date` header at every tenth tick."""


class HttpServer(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, tick_seconds: float = 1.0) -> None:
        super().__init__(config)
        self._tick_seconds = tick_seconds
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        """Tick until a signal arrives."""
        self._loop = asyncio.get_running_loop()
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += TICKS_A_SECOND
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._tick_seconds)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)


def run_server(app: Any, **options: Any) -> None:
    """Serve in this process until a signal arrives, as `uvicorn.run` does, whose options these are."""
    server = HttpServer(uvicorn.Config(app, **options))
    server.config.load_app()
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SystemExit(STARTUP_FAILED)
