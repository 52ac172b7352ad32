"""The bare FastAPI POST as a contestant: what the framework takes before a program has done anything."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.load.buyers import Encode
from benchmarks.reporting.targets import BARE
from benchmarks.servers.http import free_port, serving
from benchmarks.systems.http_system import HttpContestant
from benchmarks.systems.requests import encoder


@asynccontextmanager
async def bare(folder: Path, roots: Mapping[str, int]) -> AsyncIterator[HttpContestant]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.bare.app:app", "--host", "127.0.0.1", "--port", str(port)]
    quiet = ["--no-access-log", "--no-proxy-headers", "--no-server-header"]

    async def encode() -> Encode:
        return encoder("nobody-asks", {"customer_id": 7})

    async with serving([*command, *quiet], {}, port, folder / "bare.log") as pid:
        yield HttpContestant(BARE, port, encode, {**roots, "server": pid})
