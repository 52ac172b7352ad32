"""`tradepost up` on a data directory of its own, without demo data: time until it is ready, and its idle CPU."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load.scenarios import IDLE_UP, SECOND_START, Scenario
from benchmarks.measurement import processes
from benchmarks.measurement.slices import Slice, TimedResponse
from benchmarks.reporting.targets import UP
from benchmarks.servers.http import free_port, running_process, until_ready
from benchmarks.systems.tradepost import PROGRAM_COMMAND
from entrypoints.development.servers.postgres import postmaster_pid, stop_postgres

SETTLE_SECONDS = 10.0
IDLE_SECONDS = 30.0
STOP_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class UpSystem:
    """Every slice starts and stops the whole shop."""

    folder: Path
    roots: Mapping[str, int]
    name: str = UP

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        """One response: ready. Its time is that of the start; `seconds` does not matter."""
        home, port = self.folder / "home", free_port()
        data = home / "postgres"
        environment = {"TRADEPOST_HOME": str(home), "TRADEPOST_PORT": str(port), "TRADEPOST_DEMO": "false"}
        log = self.folder / "up.log"
        try:
            first, began = processes.read(), time.perf_counter()
            async with running_process([*PROGRAM_COMMAND, "up"], environment, log=log) as process:
                await until_ready(process, port, path="/ready", log=log)
                ready = TimedResponse(time.time(), time.perf_counter() - began, accepted=True)
                roots = {**self.roots, "server": process.pid, "postgres": postmaster_pid(data.resolve()) or 0}
                if scenario == IDLE_UP:
                    await asyncio.sleep(SETTLE_SECONDS)
                    first = processes.read()
                    await asyncio.sleep(IDLE_SECONDS)
                last = processes.read()
                process.terminate()
                await asyncio.to_thread(process.wait, STOP_SECONDS)
        finally:
            await asyncio.to_thread(stop_postgres, data)
        return Slice(processes.used(first, last, roots), [ready])


async def prepared(folder: Path, roots: Mapping[str, int]) -> UpSystem:
    """After a first start, which creates database and administrator."""
    folder = folder / "up"
    folder.mkdir()
    system = UpSystem(folder=folder, roots=roots)
    await system.run(SECOND_START, 0)
    return system
