"""The embedded PostgreSQL, kept running as the other parts are."""

import asyncio
import subprocess
from pathlib import Path

from entrypoints.development.processes.supervised_process import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Say
from entrypoints.development.servers.postgres import (
    EmbeddedServer,
    end_postgres,
    forget_dead_server,
    postmaster_pid,
    start_postgres,
)

LOOK_SECONDS = 0.5


class KeptPostgres:
    """Starts the server (or adopts one that a killed run left), and again when it dies."""

    def __init__(self, folder: Path, say: Say) -> None:
        self._folder = folder
        self._say = say
        self._task: asyncio.Task[None] | None = None
        self._restart: asyncio.Future[None] | None = None

    async def start(self) -> str:
        """The URL of the running server, for its superuser."""
        server = await asyncio.to_thread(start_postgres, self._folder)
        self._task = asyncio.create_task(self._keep(server), name="postgres")
        return str(server.get_uri())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._restart is not None:
            await asyncio.wait([self._restart])  # a thread cannot be cancelled
        await asyncio.to_thread(end_postgres, self._folder)

    async def _keep(self, server: EmbeddedServer) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if postmaster_pid(self._folder) is not None:
                pause = FIRST_PAUSE_SECONDS
                continue
            self._say("postgres", "is gone, is started again")
            forget_dead_server(self._folder)
            try:
                self._restart = asyncio.ensure_future(asyncio.to_thread(server.ensure_postgres_running))
                await asyncio.shield(self._restart)
            except (OSError, AssertionError, subprocess.SubprocessError) as error:
                self._say("postgres", f"did not start ({type(error).__name__}), is tried again in {pause:g} s")
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
