import asyncio
import signal

import pytest
import uvicorn

from entrypoints.http.http_server import STARTUP_FAILED, HttpServer, run_server
from tests.timeouts import TIMEOUT_SECONDS


class CountingServer(HttpServer):
    ticks: tuple[int, ...] = ()

    async def on_tick(self, counter: int) -> bool:
        self.ticks += (counter,)
        return await super().on_tick(counter)


async def test_a_signal_ends_an_idle_server_before_its_next_tick() -> None:
    server = CountingServer(uvicorn.Config("unused:app"), tick_seconds=3_600)
    running = asyncio.create_task(server.main_loop())
    while not server.ticks:
        await asyncio.sleep(0)
    server.handle_exit(signal.SIGTERM, None)
    await asyncio.wait_for(running, TIMEOUT_SECONDS)
    assert server.ticks == (0, 10)


async def test_each_tick_renews_the_date() -> None:
    server = CountingServer(uvicorn.Config("unused:app"), tick_seconds=0.001)
    running = asyncio.create_task(server.main_loop())
    while len(server.ticks) < 3:
        await asyncio.sleep(0.001)
    server.server_state.default_headers = []
    seen = len(server.ticks)
    while len(server.ticks) <= seen:
        await asyncio.sleep(0.001)
    assert [name for name, _ in server.server_state.default_headers] == [b"date"]
    server.should_exit = True
    await asyncio.wait_for(running, TIMEOUT_SECONDS)


def test_a_server_that_cannot_start_ends_with_uvicorns_exit_code() -> None:
    async def fail(scope: object, _receive: object, _send: object) -> None:
        raise RuntimeError(f"not today: {scope}")

    with pytest.raises(SystemExit) as ended:
        run_server(fail, lifespan="on", log_config=None, port=0)
    assert ended.value.code == STARTUP_FAILED
