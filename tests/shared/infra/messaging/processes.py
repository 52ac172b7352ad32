"""Workers and relays as processes of their own, kept running while they are being killed."""

import os
import subprocess
import sys

from tests.running.databases import DatabaseUrls
from tests.shared.infra.messaging import shop


class Process:
    def __init__(self, part: str, database: DatabaseUrls, broker_url: str, lease_seconds: float) -> None:
        self._command = [sys.executable, shop.__file__, part, database.program, broker_url, str(lease_seconds)]
        self._environment = {**os.environ}
        self.start()

    def start(self) -> None:
        self._popen = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        self._popen.kill()
        self._popen.wait()

    def revive(self) -> bool:
        """Start it again if it has died; whether it had."""
        if self._popen.poll() is None:
            return False
        self.start()
        return True

    def stop(self) -> int:
        """End it in good order; its exit code."""
        self._popen.terminate()
        try:
            return self._popen.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
