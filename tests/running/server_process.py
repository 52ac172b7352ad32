"""Runs the PostgreSQL and the Valkey of a test run: `python tests/running/server_process.py FOLDER`.

Starts them once FOLDER/wanted exists, writes their URLs to FOLDER/servers.json, and stops them when its standard input
closes. That also happens if the test run is killed, so no servers are left behind.
"""

import asyncio
import json
import select
import shutil
import socket
import subprocess
import sys
import traceback
from contextlib import ExitStack
from pathlib import Path

from entrypoints.development.servers.postgres import start_postgres, stop_postgres
from entrypoints.development.servers.roles import OWNER, create_database, create_roles, url_for
from entrypoints.development.servers.valkey import valkey_command
from entrypoints.schema.migrations import upgrade
from tests.running.servers import TEMPLATE

CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


def main(folder: Path) -> None:
    try:
        with ExitStack() as running:
            if wanted(folder):
                publish(folder, start(folder, running))
                sys.stdin.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wanted(folder: Path) -> bool:
    """Wait until a test needs the servers. Returns False if the run ends before."""
    while not (folder / "wanted").exists():
        if select.select([sys.stdin], [], [], 0.05)[0]:
            return False
    return True


def start(folder: Path, running: ExitStack) -> dict[str, str]:
    try:
        port = free_port()
        valkey = subprocess.Popen(
            valkey_command(folder, port, durable=False), stdout=subprocess.DEVNULL, start_new_session=True
        )
        running.callback(valkey.wait)
        running.callback(valkey.kill)
        postgres = start_postgres(folder / "postgres", CARELESS)
        running.callback(stop_postgres, folder / "postgres")
        url = postgres.get_uri()
        asyncio.run(prepare(url))
        upgrade(url_for(url, OWNER, TEMPLATE))
        return {"postgres": url, "redis": f"redis://127.0.0.1:{port}"}
    except Exception:
        return {"failure": traceback.format_exc()}


async def prepare(url: str) -> None:
    await create_roles(url)
    await create_database(url, TEMPLATE)


def publish(folder: Path, servers: dict[str, str]) -> None:
    (folder / "servers.tmp").write_text(json.dumps(servers))
    (folder / "servers.tmp").rename(folder / "servers.json")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
