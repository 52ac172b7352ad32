"""`tradepost serve` as a separate process, for tests."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.running.running_shop import TRADEPOST, free_port
from tests.timeouts import TIMEOUT_SECONDS


@dataclass(frozen=True, slots=True)
class ServedCommand:
    """The process, its address, and the file with its output."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path


@contextmanager
def serving(folder: Path, settings: Mapping[str, str], processes: int = 1) -> Iterator[ServedCommand]:
    """Run `tradepost serve` in `folder` with the given settings for the duration of the block.

    Raises AssertionError with the output if it ends or does not respond.
    """
    port, log = free_port(), folder / "api.log"
    environment = {**os.environ, **settings, "TRADEPOST_PORT": str(port), "WORKERS": str(processes)}
    with log.open("wb") as output:
        process = subprocess.Popen((*TRADEPOST, "serve"), cwd=folder, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        # A process says that it has started before it listens; of two, the port is open before the second has started.
        while log.read_text().count("Application startup complete") < processes or not _listens(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield ServedCommand(process, f"http://127.0.0.1:{port}", log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(TIMEOUT_SECONDS)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS).close()
    except ConnectionRefusedError:
        return False
    return True
