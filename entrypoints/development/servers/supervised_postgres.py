"""Supervises the embedded PostgreSQL."""

import asyncio
import subprocess
from pathlib import Path

from entrypoints.development.processes.supervised_process import RESTART_BACKOFF, LogLine
from entrypoints.development.servers.postgres import (
    EmbeddedServer,
    postmaster_pid,
    remove_stale_pid_file,
    start_postgres,
    stop_postgres,
)

POLL_SECONDS = 1.0


class SupervisedPostgres:
    """Starts the server, or adopts one that a killed run left behind, and restarts it when it dies."""

    def __init__(self, folder: Path, log: LogLine) -> None:
        self._folder = folder
        self._log = log
        self._task: asyncio.Task[None] | None = None
        self._restart: asyncio.Future[None] | None = None

    async def start(self) -> str:
        """Start the server and return its superuser URL."""
        server = await asyncio.to_thread(start_postgres, self._folder)
        self._task = asyncio.create_task(self._supervise(server), name="postgres")
        return str(server.get_uri())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._restart is not None:
            await asyncio.wait([self._restart])  # a thread cannot be cancelled
        await asyncio.to_thread(stop_postgres, self._folder)

    async def _supervise(self, server: EmbeddedServer) -> None:
        failures = 0
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if postmaster_pid(self._folder) is not None:
                failures = 0
                continue
            self._log("postgres", "died, restarting")
            remove_stale_pid_file(self._folder)
            try:
                self._restart = asyncio.ensure_future(asyncio.to_thread(server.ensure_postgres_running))
                await asyncio.shield(self._restart)
            except (OSError, AssertionError, subprocess.SubprocessError) as error:
                failures += 1
                delay = RESTART_BACKOFF.seconds(failures)
                self._log("postgres", f"did not start ({type(error).__name__}), retrying in {delay:g} s")
                await asyncio.sleep(delay)
