"""The bare FastAPI POST: the cost of the framework alone."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.load.buyers import Encode
from benchmarks.reporting.targets import BARE
from benchmarks.servers.http import free_port, serving
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.requests import encoder


@asynccontextmanager
async def bare(folder: Path, roots: Mapping[str, int]) -> AsyncIterator[HttpSystem]:
    port = free_port()

    async def encode() -> Encode:
        return encoder("unused", {"customer_id": 7})

    async with serving(bare_command(port), {}, port, log=folder / "bare.log") as pid:
        yield HttpSystem(name=BARE, port=port, encoder=encode, roots={**roots, "server": pid})


def bare_command(port: int) -> list[str]:
    command = [sys.executable, "-m", "uvicorn", "benchmarks.bare.app:app", "--host", "127.0.0.1", "--port", str(port)]
    return [*command, "--no-access-log", "--no-proxy-headers", "--no-server-header"]
