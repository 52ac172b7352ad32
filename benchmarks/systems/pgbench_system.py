"""Writes the orders' rows with pgbench, to measure the database alone."""

import asyncio
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from benchmarks.load.buyers import LoadResult
from benchmarks.load.scenarios import Scenario
from benchmarks.measurement import processes
from benchmarks.measurement.consistency import discrepancies, read_totals
from benchmarks.measurement.slices import Slice, TimedResponse, inside
from benchmarks.servers.postgres import PGBENCH

WARM_UP_SECONDS = 1.0
"""Longer than over HTTP: every run opens new connections, each of which plans its statement again."""
GENERIC = "-c plan_cache_mode=force_generic_plan"


class PgbenchFailed(Exception):
    """pgbench failed; the message is its output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PgbenchSystem:
    """`scripts` by the scenario's first SKU; one transaction places `orders` orders.

    `clients` overrides the scenario's number of buyers if many orders share a statement.
    """

    name: str
    scripts: Mapping[str | None, Path]
    roots: Mapping[str, int]
    database: str
    totals_query: str
    units: int
    orders: int = 1
    clients: int | None = None

    async def run(self, scenario: Scenario, seconds: float) -> Slice:
        connection = await asyncpg.connect(self.database)
        try:
            before = await read_totals(connection, self.totals_query)
            usage, start, done = await self._measured(scenario, seconds)
            result = LoadResult(done=done, accepted=len(done), units=len(done) * self.units)
            wrong = discrepancies(before, await read_totals(connection, self.totals_query), result)
            return Slice(usage, inside(done, usage, start), wrong)
        finally:
            await connection.close()

    async def once(self) -> None:
        """Run one transaction."""
        process = self._start(self.scripts[None], 1, "-t", "1")
        _, said = await asyncio.to_thread(process.communicate)
        if process.returncode:
            raise PgbenchFailed(said.decode()[-2000:])

    async def _measured(self, scenario: Scenario, seconds: float) -> tuple[processes.Usage, float, list[TimedResponse]]:
        script = self.scripts[scenario.first]
        whole = WARM_UP_SECONDS + seconds + 0.5
        prefix = script.with_suffix("") / "log"
        prefix.parent.mkdir(exist_ok=True)
        clients = self.clients or scenario.buyers
        process = self._start(script, clients, "-T", str(int(whole + 1)), "-l", f"--log-prefix={prefix}")
        try:
            await asyncio.sleep(WARM_UP_SECONDS)
            first = processes.read()
            await asyncio.sleep(seconds)
            last = processes.read()
        finally:
            _, said = await asyncio.to_thread(process.communicate)
        if process.returncode:
            raise PgbenchFailed(said.decode()[-2000:])
        usage = processes.used(first, last, {**self.roots, "server": process.pid})
        logs = list(prefix.parent.iterdir())
        done = [one for log in logs for one in parsed(log.read_text().splitlines(), self.orders)]
        for log in logs:
            log.unlink()
        return usage, first.at, done

    def _start(self, script: Path, clients: int, *arguments: str) -> subprocess.Popen[bytes]:
        threads = str(min(2, clients))
        command = [str(PGBENCH), "-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", threads]
        environment = {**os.environ, "PGOPTIONS": GENERIC}
        return subprocess.Popen(
            [*command, *arguments, self.database],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


def parsed(log: Iterable[str], orders: int) -> list[TimedResponse]:
    """Parse pgbench's log: client, transaction, µs, script, Unix seconds and µs of the end, per `orders` orders."""
    done: list[TimedResponse] = []
    for line in log:
        _, _, took, _, seconds, micros, *_ = line.split()
        one = TimedResponse(int(seconds) + int(micros) / 1e6, int(took) / 1e6, accepted=True)
        done.extend([one] * orders)
    return done
