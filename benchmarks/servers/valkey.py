"""A temporary Valkey."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotYet

from benchmarks.servers.http import ServerStartError, free_port
from entrypoints.development.servers.valkey import valkey_command


@contextmanager
def running_valkey(folder: Path) -> Iterator[tuple[str, int]]:
    """Start the server, yield its URL without a database number and its pid, and stop it at the end."""
    folder.mkdir(parents=True)
    port = free_port()
    command = valkey_command(folder, port, durable=True)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(port)
        yield f"redis://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    client = Redis(port=port)
    for _ in range(100):
        try:
            client.ping()
        except NotYet:
            time.sleep(0.05)
        else:
            client.close()
            return
    raise ServerStartError("valkey")
